/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Opens the host's end of every card that has a tap device, puts it on its bridge, and writes into
 * @live what it is called and under which descriptors QEMU finds it.  These are appended to
 * @descriptors (int).  Needs the right to make network devices.  Errors: SYSTEM_ERROR,
 * OPERATION_FAILED, naming the device; what was opened goes with its descriptors. */
bool tap_open_all(Domain *live, GArray *descriptors, GError **error);

/* Deletes what does not go with its descriptors, when the run of @live has ended. */
void tap_close_all(const Domain *live);
