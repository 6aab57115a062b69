/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/other_user.h"

/* What a QEMU finds around it.  Returns: (owned) its environment: LC_ALL=C and a few words of our
 * own one.  Another user (@other, nullable) has no home that we know of: @directory (nullable)
 * takes its place. */
char **surroundings_environment(const char *directory, const OtherUser *other);

/* Returns: (owned) @environment (owned) with @variables (nullable), "NAME=value" each, which take
 * the place of others of their names. */
char **surroundings_with(char **environment, const char *const *variables);
