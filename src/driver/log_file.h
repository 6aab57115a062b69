/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * What a guest's QEMU writes: DIRECTORY/NAME.log, 0600, which QEMU itself appends to, and before it
 * DIRECTORY/NAME.log.0, the older part of what has become too long.  Together they stay below twice
 * the limit, and what QEMU writes between two calls of log_file_bound().
 */

/* Opens the log of guest @name, to be read and appended to, and bounds it (@max_kib 0: no limit).
 * Returns: a descriptor, -1 on error.  Errors: SYSTEM_ERROR, naming the file; a symbolic link is
 * one. */
int log_file_open(const char *directory, const char *name, unsigned max_kib, GError **error);

/* Appends a line "DATE: @event, virtpseriesd version N", and the command line @words (nullable) as
 * one that a shell could run.  That it fails is no error: no guest shall fail for its log. */
void log_file_note(int fd, const char *event, const char *const *words);

/* Returns: where what is written from now on will begin, in bytes. */
off_t log_file_mark(int fd);

/* Returns: (owned) the last @max_bytes of what was written since @mark, as clean text: UTF-8,
 * without control characters and the blanks around it; "" when there is nothing. */
char *log_file_text_since(int fd, off_t mark, size_t max_bytes);

/* When the log of guest @name, open as @fd, is larger than @max_kib (0: no limit), moves its
 * content to the older part, of which no more than @max_kib are kept.  To be called now and then:
 * QEMU keeps its descriptor, so the file is copied and cut.  When the copy fails, the file is cut
 * nevertheless: a full disk is the worse evil. */
void log_file_bound(int fd, const char *directory, const char *name, unsigned max_kib);
