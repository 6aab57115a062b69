/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Creates and removes folders: the driver's, and the one of each run, with its sockets.  All
 * functions but run_folder_name() block: not for the main thread.
 */

/* Creates @path with @mode if it is missing, and missing folders above it with 0700.  Errors:
 * SYSTEM_ERROR, naming the folder. */
bool run_folder_prepare(const char *path, mode_t mode, GError **error);

/* Returns: (owned) the folder name of guest @name with id @id: "domain-7-my_guest".  It is a safe
 * path component, short enough for a socket's path. */
char *run_folder_name(int id, const char *name);

/* Creates @path, empty and 0700; removes what an earlier guest has left there.  Errors:
 * SYSTEM_ERROR. */
bool run_folder_make(const char *path, GError **error);

/* Removes @path with its content.  Symbolic links are removed, never followed, even if QEMU's user
 * creates one meanwhile.  A missing folder is no error.  Errors: SYSTEM_ERROR. */
bool run_folder_remove(const char *path, GError **error);
