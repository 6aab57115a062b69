/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Changes to a file that are on the disk when the function returns, and are there whole or not at
 * all, whenever we or the machine are stopped.
 *
 * A file is written beside the old one under a name of its own, synced, and renamed over it; then
 * the folder is synced, without which the new name might not survive.  All errors are
 * SYSTEM_ERROR, with the path and the reason; the old file then stands, unless it is only the last
 * step that failed: then the change is seen, but may not outlast a crash.  Any thread.
 */

/* The system's calls, as open(2) and its fellows have them: tests hand in some that fail. */
typedef struct {
    int (*open)(const char *path, int flags, mode_t mode);
    ssize_t (*write)(int fd, const void *bytes, size_t n_bytes);
    int (*fsync)(int fd);
    int (*close)(int fd);
    int (*rename)(const char *from, const char *to);
    int (*symlink)(const char *target, const char *path);
    int (*unlink)(const char *path);
} DurableCalls;

extern const DurableCalls durable_calls_of_system;

/* Makes @path a file of these bytes and of @mode (less the umask). */
bool durable_file_write(const char *path, const void *bytes, size_t n_bytes, mode_t mode,
                        GError **error);
bool durable_file_write_with(const DurableCalls *calls, const char *path, GBytes *content,
                             mode_t mode, GError **error);

/* Removes @path, a file or a link; that there is none is no error. */
bool durable_file_remove(const char *path, GError **error);
bool durable_file_remove_with(const DurableCalls *calls, const char *path, GError **error);

/* Renames @from to @to, of the same folder; a file of that name is replaced. */
bool durable_file_rename(const char *from, const char *to, GError **error);
bool durable_file_rename_with(const DurableCalls *calls, const char *from, const char *to,
                              GError **error);

/* Makes @path a symbolic link to @target; a file or link of that name is replaced. */
bool durable_file_link(const char *target, const char *path, GError **error);
bool durable_file_link_with(const DurableCalls *calls, const char *target, const char *path,
                            GError **error);

/* Whether a file of this name (without a folder) is one that we were writing: when nobody is, it is
 * the rest of an interrupted write. */
bool durable_file_is_temporary(const char *name);
