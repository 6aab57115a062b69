/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Passes a client's command to QEMU's monitor: QMP as JSON, or with
 * VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP a command of the human monitor.  On a worker that holds the
 * guest's job.  Returns: (owned, nullable) QEMU's answer: JSON, which may be QEMU's error, or text.
 * Errors: INVALID_ARG for text that is no JSON object, OPERATION_INVALID when the guest does not
 * run, run_execute()'s. */
char *monitor_command(Guest *guest, const char *command, unsigned flags, GError **error);
