/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * A log file: PATH (0600), which is appended to, and PATH.0, the older part of a log that became
 * too long.  A logger process writes both, see helper/logger.h.
 */
typedef struct {
    int fd;       /* (owned) to read and to append */
    int older_fd; /* (owned) -1: none */
} LogFile;

#define LOG_FILE_NONE ((LogFile){-1, -1})

/* Returns: (owned) the path of the log @name: "DIRECTORY/NAME.log". */
char *log_file_path(const char *directory, const char *name);

/* Opens the log @path, and its older part if there is a limit (@max_kib, 0: none).  Blocks on
 * storage: not for the main thread.  Errors: SYSTEM_ERROR, naming the file; also when it is not a
 * regular file, or a symbolic link. */
bool log_file_open(const char *path, unsigned max_kib, LogFile *file, GError **error);

/* The same for a path in a document, whose folder may belong to anybody: no symbolic link is
 * followed anywhere in it.  @is_left: (out) the path has a link or is no regular file, and must be
 * left to a less privileged process; that is no error. */
bool log_file_open_foreign(const char *path, unsigned max_kib, LogFile *file, bool *is_left,
                           GError **error);
void log_file_close(LogFile *file);

/* Appends a line "DATE: @event, virtpseriesd version N" and the command line @words (nullable),
 * quoted for a shell.  Failures are ignored: no guest fails because of its log. */
void log_file_note(int fd, const char *event, const char *const *words);

/* Returns: the current end of the log in bytes, for log_file_text_since(). */
off_t log_file_mark(int fd);

/* Returns: (owned) the last @max_bytes that were written since @mark, as clean text: UTF-8,
 * trimmed, without control characters; "" when there is nothing. */
char *log_file_text_since(int fd, off_t mark, size_t max_bytes);
