/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Writes the memory of @guest, whose QEMU (@run) stands still, to a new file of ours beside its
 * log: "NAME-crash-SECONDS.dump".  QEMU is handed the file open, so it needs no right there.  Takes
 * as long as it makes progress.  For workers.  Errors: SYSTEM_ERROR for the file; OPERATION_TIMEOUT
 * without progress; QEMU's own, and the file is gone then. */
bool core_dump(Driver *driver, Guest *guest, Run *run, GError **error);
