/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "host/driver_config.h"

/*
 * The files in the folder of a run before QEMU starts; only QEMU's user may enter the folder.
 */

/* Gives @folder and @memory_folder to QEMU's user, and writes the master key for QEMU's secrets
 * into @folder.  On a worker.  Errors: SYSTEM_ERROR. */
bool run_files_make(const DriverConfig *config, const char *folder, const char *memory_folder,
                    GError **error);

/* Creates the socket of QEMU's monitor at @path.  On a worker.  Returns: (owned) its listening
 * descriptor; -1 on an error.  Errors: SYSTEM_ERROR. */
int run_files_listen(const DriverConfig *config, const char *path, GError **error);
