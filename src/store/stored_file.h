/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>

/* Reads the document at @path, which must be a regular file (a FIFO would hold us up) and no larger
 * than a document may be.  Returns: (owned, nullable) its bytes and a zero after them, their number
 * in @n_bytes.  Errors: SYSTEM_ERROR, naming the path. */
char *stored_file_read(const char *path, size_t *n_bytes, GError **error);

/* Returns: (owned, nullable) the names in @directory in the order of their bytes, NULL-terminated.
 * Errors: SYSTEM_ERROR, naming the folder. */
GStrv stored_file_list(const char *directory, GError **error);
