/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "host/driver_config.h"
#include "qemu/secret_table.h"

/*
 * The files in the folder of a run before QEMU starts; only QEMU's user may enter the folder.
 */

typedef struct {
    const DriverConfig *config;
    const char *folder, *memory_folder;
    const SecretTable *secrets; /* whose key is QEMU's master key */
} RunFiles;

/* Gives the folders of @files to QEMU's user, and writes the master key for QEMU's secrets.  On a
 * worker.  Errors: SYSTEM_ERROR. */
bool run_files_make(const RunFiles *files, GError **error);

/* Creates the socket of QEMU's monitor at @path.  On a worker.  Returns: (owned) its listening
 * descriptor; -1 on an error.  Errors: SYSTEM_ERROR. */
int run_files_listen(const DriverConfig *config, const char *path, GError **error);
