/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Folders: those that the driver needs, and the one of each running guest, where its sockets are.
 */

/* Makes @path with @mode, and the folders above it with 0700, where they are missing.  Errors:
 * SYSTEM_ERROR, naming the folder. */
bool run_folder_prepare(const char *path, mode_t mode, GError **error);

/* Returns: (owned) the name of the folder of guest @name with the id @id: "domain-7-my_guest".  It
 * is safe as a part of a path and short enough for a socket's. */
char *run_folder_name(int id, const char *name);

/* Makes @path anew, 0700 and empty: what an earlier guest has left there is removed. */
bool run_folder_make(const char *path, GError **error);

/* Removes @path with all that is in it; a symbolic link is removed, never followed, even where
 * QEMU's user puts one there meanwhile.  That there is none is no error. */
bool run_folder_remove(const char *path, GError **error);
