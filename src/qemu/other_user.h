/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The user that a QEMU runs as, with that user's groups and without capabilities.  NULL means: the
 * same user as the daemon.
 */
typedef struct OtherUser OtherUser;

/* Returns: (owned) @user with the primary group @group.  Looks the supplementary groups up in the
 * user database, which may block. */
OtherUser *other_user_new(uid_t user, gid_t group);
void other_user_free(OtherUser *other);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OtherUser, other_user_free)

/* Returns: (borrowed, nullable) the user's name in the user database. */
const char *other_user_name(const OtherUser *other);

/* Makes the calling process, a child between fork() and execve(), run as @other (NULL: does
 * nothing).  This clears its PR_SET_PDEATHSIG.  Async-signal-safe.  Returns: false with errno. */
bool other_user_become(const OtherUser *other);
