/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Returns: (owned, nullable) the command line that would start the guest of document @xml, as text
 * for a shell.  On a worker; needs no job.  @format: "qemu-argv".  Errors: INVALID_ARG for another
 * format, planning's. */
char *native_command(Driver *driver, const char *format, const char *xml, unsigned flags,
                     GError **error);
