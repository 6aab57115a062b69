/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * What a program or a guest writes: PATH, 0600, to which it is appended, and PATH.0, the older part
 * of what has become too long.  The writer of both is a process of its own, see logger.h.
 */
typedef struct {
    int fd;       /* (owned) to read and to append */
    int older_fd; /* (owned) -1: none */
} LogFile;

#define LOG_FILE_NONE ((LogFile){-1, -1})

/* Returns: (owned) the path of the log that is called @name: "DIRECTORY/NAME.log". */
char *log_file_path(const char *directory, const char *name);

/* Opens the log @path, and its older part if there is a limit (@max_kib, 0: none).  May block, as a
 * path may.  Errors: SYSTEM_ERROR, naming the file; one that is no regular file, or a link anywhere
 * in the path's last part, is one. */
bool log_file_open(const char *path, unsigned max_kib, LogFile *file, GError **error);

/* The same for a path of a document, whose folder may be anybody's: no link is followed anywhere.
 * @is_left: set where the path is to be left to who has fewer rights, as it has a link or is no
 * regular file; that is no error. */
bool log_file_open_foreign(const char *path, unsigned max_kib, LogFile *file, bool *is_left,
                           GError **error);
void log_file_close(LogFile *file);

/* Appends a line "DATE: @event, virtpseriesd version N", and the command line @words (nullable) as
 * one that a shell could run.  That it fails is no error: no guest shall fail for its log. */
void log_file_note(int fd, const char *event, const char *const *words);

/* Returns: where what is written from now on will begin, in bytes. */
off_t log_file_mark(int fd);

/* Returns: (owned) the last @max_bytes of what was written since @mark, as clean text: UTF-8,
 * without control characters and the blanks around it; "" when there is nothing. */
char *log_file_text_since(int fd, off_t mark, size_t max_bytes);
