/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/run.h"

/* Compares what the QEMU of @run has with @plan, which it was started from, where the document or
 * the configuration asks for it; before the guest's first instruction.  Blocks: a worker's. Errors:
 * OPERATION_FAILED, which names what differs; run_monitor()'s and readback_monitor()'s. */
bool verify_run(Driver *driver, Run *run, const Plan *plan, GError **error);
