/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * What a QEMU finds around it: the groups of its user, and its environment.  All this takes locks,
 * so it is for the time before fork().
 */

/* Returns: (owned, nullable) the name of @user in the user database. */
char *surroundings_user_name(uid_t user);

/* Returns: (owned) @group and the other groups of the user @name (nullable), of gid_t. */
GArray *surroundings_groups(const char *name, gid_t group);

/* Returns: (owned) LC_ALL=C and a few words of our own environment.  Another user (@changes_user)
 * has no home that we know of: @directory (nullable) takes its place; @name: (nullable) his. */
char **surroundings_environment(const char *directory, bool changes_user, const char *name);
