/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Atomic and durable changes of files: a change is on disk when the function returns, and a crash
 * leaves all of it or nothing.
 *
 * A file is written under a temporary name, synced, and renamed over the old one; then the folder
 * is synced, so that the new name survives.  All functions block on the disk: not for the main
 * thread.  All errors are SYSTEM_ERROR, with the path and the reason.  On an error the old file is
 * unchanged, unless only the sync of the folder failed: then the change is visible but may not
 * survive a crash.
 */

/* The system calls, replaced in tests by failing ones. */
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

/* Writes the file @path with these bytes and @mode (less the umask). */
bool durable_file_write(const DurableCalls *calls, const char *path, GBytes *content, mode_t mode,
                        GError **error);

/* Removes the file or link @path; a missing one is no error. */
bool durable_file_remove(const DurableCalls *calls, const char *path, GError **error);

/* Renames @from to @to in the same folder; an existing file is replaced. */
bool durable_file_rename(const DurableCalls *calls, const char *from, const char *to,
                         GError **error);

/* Creates a symbolic link @path to @target; an existing file or link is replaced. */
bool durable_file_link(const DurableCalls *calls, const char *target, const char *path,
                       GError **error);

/* Whether @name (without a folder) is a temporary name: if nothing is being written, the file is
 * left over from an interrupted write. */
bool durable_file_is_temporary(const char *name);
