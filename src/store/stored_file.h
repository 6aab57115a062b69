/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>

/* Reads the document at @path, which must be a regular file (a FIFO could block) of at most a
 * document's size.  Blocks: not for the main thread.  Returns: (owned, nullable) its bytes with a
 * NUL after them, their number in @n_bytes.  Errors: SYSTEM_ERROR, naming the path. */
char *stored_file_read(const char *path, size_t *n_bytes, GError **error);

/* Returns: (owned, nullable) the names in @directory, sorted by bytes, NULL-terminated.  Blocks.
 * Errors: SYSTEM_ERROR, naming the folder. */
GStrv stored_file_list(const char *directory, GError **error);
