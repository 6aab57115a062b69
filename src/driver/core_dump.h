/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Writes the memory of @guest, which is paused in @run, to a new file in the log directory:
 * "NAME-crash-SECONDS.dump".  QEMU gets an open descriptor, so it needs no access to the directory.
 * On a worker that holds the guest's job; blocks as long as the dump makes progress.  Errors:
 * SYSTEM_ERROR for the file, OPERATION_TIMEOUT without progress, QEMU's own; the file is removed
 * then. */
bool core_dump(Driver *driver, Guest *guest, Run *run, GError **error);
