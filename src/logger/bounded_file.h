/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <sys/types.h>

/*
 * A log of bounded size: a file, and an older one that has what was in it before.
 *
 * Both are open from the start and keep their inodes: what is too long is copied, and the file cut.
 * So who writes them needs no right in their folder, and whoever follows the file (tail, our own
 * daemon, logrotate with "copytruncate") goes on with the same one.  Both are open with O_APPEND.
 */
typedef struct {
    int fd;       /* others may append, too */
    int older_fd; /* -1: none, what is too long is dropped */
    off_t limit;  /* neither file gets longer; 0: no limit */
} BoundedFile;

/* Cuts the file if it is longer than its limit already. */
void bounded_file_begin(const BoundedFile *file);

/* Appends @n_bytes.  Returns: how many could not be written, as on a full disk. */
size_t bounded_file_append(const BoundedFile *file, const char *bytes, size_t n_bytes);
