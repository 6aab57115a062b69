/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Changes owners and modes of files; no other module does.  Whoever may write to a folder can
 * replace a file there at any moment, so a path is opened once, and only the opened file is
 * inspected and changed.
 *
 * Everything here may block as long as the file's storage does: call it on a worker and without
 * holding locks.  Meanwhile the pool may run another worker.
 */
typedef struct {
    uint64_t device, inode; /* identify the file as long as it exists */
    uid_t user;
    gid_t group;
    mode_t mode; /* type and permissions */
} FileFacts;

/* Opens @path with O_PATH, following links: calls no driver's open and does not wait for a writer.
 * Returns: (owned) a descriptor; -1, with errno, on error. */
int file_owner_open(const char *path, FileFacts *facts);

/* Returns: true when something exists at @path; false, with errno, when not or when that cannot be
 * found out. */
bool file_owner_exists(const char *path);

/* Reads the facts of the file behind the descriptor @fd.  Returns: false, with errno, on error. */
bool file_owner_look(int fd, FileFacts *facts);

/* Opens the file or block device behind @fd (O_PATH) for reading.  Returns: (owned) a descriptor;
 * -1, with errno, on error (EINVAL: another type of file). */
int file_owner_reopen(int fd, const FileFacts *facts);

/* Returns: true when both are of the same file. */
bool file_owner_is_same(const FileFacts *one, const FileFacts *other);

/* Changes owner and group of the file behind @fd; (uid_t)-1, (gid_t)-1: unchanged.  Returns: false,
 * with errno, on error. */
bool file_owner_give(int fd, uid_t user, gid_t group);

/* A file that we have just created in a folder that others may write to. */
typedef struct {
    mode_t type; /* S_IFDIR, S_IFSOCK */
    uid_t user;  /* its new owner, as for file_owner_give() */
    gid_t group;
    mode_t rights; /* permissions; 0: unchanged */
} FileMade;

/* Changes owner and mode of the file at @path as @made says, if it is the one that we created: of
 * that type, owned by us, no symbolic link, no second hard link.  Returns: false, with errno, on
 * error (EEXIST: another file); then nothing, or only the owner, was changed. */
bool file_owner_settle(const char *path, const FileMade *made);
