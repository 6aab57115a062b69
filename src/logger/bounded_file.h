/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <sys/types.h>

/*
 * A log of bounded size: a file, and an older one with its previous content.
 *
 * Both are open from the start and keep their inodes: a full file is copied to the older one and
 * truncated.  So the writer needs no right to the folder, and readers that follow the file (tail,
 * the daemon, logrotate with "copytruncate") keep the same one.  Both are open with O_APPEND.
 */
typedef struct {
    int fd;       /* others may append to it, too */
    int older_fd; /* -1: none, old content is dropped */
    off_t limit;  /* of either file, in bytes; 0: none */
} BoundedFile;

/* Truncates the file if it is already longer than the limit. */
void bounded_file_begin(const BoundedFile *file);

/* Appends @n_bytes.  Returns: how many could not be written, as on a full disk. */
size_t bounded_file_append(const BoundedFile *file, const char *bytes, size_t n_bytes);
