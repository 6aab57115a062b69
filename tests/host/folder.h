/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Folders for tests that write files. */

/* Returns: (owned) the path of a new empty folder; folder_remove() takes it, with all in it. */
char *folder_new(void);
void folder_remove(char *path);

/* Returns: (owned) the names in the folder, sorted, joined by blanks. */
char *folder_list(const char *path);

/* Returns: (owned, nullable) the content of @name in @folder; NULL when there is none. */
char *folder_read(const char *folder, const char *name);
void folder_write(const char *folder, const char *name, const char *text);
