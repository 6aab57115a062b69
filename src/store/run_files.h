/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "host/driver_config.h"

/*
 * What is in the folder of one run before QEMU starts; only QEMU's user may enter it.
 */

/* Gives @folder, and @memory_folder, to QEMU's user, and writes into the first the key that QEMU is
 * told to read.  Errors: SYSTEM_ERROR. */
bool run_files_make(const DriverConfig *config, const char *folder, const char *memory_folder,
                    GError **error);

/* Makes the socket at which QEMU's monitor listens.  Returns: its descriptor, listening; -1 on an
 * error. */
int run_files_listen(const DriverConfig *config, const char *path, GError **error);
