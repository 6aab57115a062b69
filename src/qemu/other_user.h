/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Another user than ours, for a QEMU to run as: with the groups that the user database has for him,
 * and without any capability.  Where this is NULL, a QEMU runs as we do.
 */
typedef struct OtherUser OtherUser;

/* Returns: (owned) @user, with @group for his own.  Looks the others up, which takes locks. */
OtherUser *other_user_new(uid_t user, gid_t group);
void other_user_free(OtherUser *other);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OtherUser, other_user_free)

/* Returns: (borrowed, nullable) his name in the user database. */
const char *other_user_name(const OtherUser *other);

/* Turns the calling process, which is a child between fork() and execve(), into one of @other's
 * (nullable: does nothing).  The signal that it asked for at its parent's end is forgotten.
 * Async-signal-safe.  Returns: false with errno. */
bool other_user_become(const OtherUser *other);
