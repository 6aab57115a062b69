/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Files whose owner or rights we change.  Whoever may write to a file's folder can put another file
 * at its path at any moment, so a path is opened once, and what was opened is looked at and
 * changed.  This is the only module that changes an owner or rights.
 *
 * All of it may block as long as the file's storage does: call it on a worker, with no lock held
 * that others need.  Another worker takes this one's place meanwhile.  From any thread.
 */
typedef struct {
    uint64_t device, inode; /* which file it is; no other has both while this one exists */
    uid_t user;
    gid_t group;
    mode_t mode; /* type and rights */
} FileFacts;

/* Opens @path, links followed, for looking at it only (O_PATH): no driver is asked, nothing waits
 * for a writer.  Returns: (owned) a descriptor; -1, with errno, on error. */
int file_owner_open(const char *path, FileFacts *facts);

/* Returns: false, with errno, when there is nothing at @path, or nobody can say. */
bool file_owner_exists(const char *path);

/* Reads the facts of the file behind the descriptor @fd.  Returns: false, with errno, on error. */
bool file_owner_look(int fd, FileFacts *facts);

/* Opens the file or block device behind @fd (O_PATH) for reading.  Returns: (owned) a descriptor;
 * -1, with errno (EINVAL: it is something else), on error. */
int file_owner_reopen(int fd, const FileFacts *facts);

/* Whether both are of one file. */
bool file_owner_is_same(const FileFacts *one, const FileFacts *other);

/* Makes the file behind @fd @user's and @group's; (uid_t)-1, (gid_t)-1: as it is.  Returns: false,
 * with errno, on error. */
bool file_owner_give(int fd, uid_t user, gid_t group);

/* What we have just made at a path, in a folder that others may write to. */
typedef struct {
    mode_t type; /* S_IFDIR, S_IFSOCK */
    uid_t user;  /* whom it is to belong to, as for file_owner_give() */
    gid_t group;
    mode_t rights; /* 0: as they are */
} FileMade;

/* Gives what is at @path away as @made says, if it is what we have made: of that type, ours, no
 * link, with no second name.  Returns: false, with errno (EEXIST: it is something else), on error;
 * then nothing was changed, or its owner alone. */
bool file_owner_settle(const char *path, const FileMade *made);
