/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/other_user.h"

/* Returns: (owned) the environment of a QEMU: LC_ALL=C and a few of our own variables.  For another
 * user (@other, nullable), $HOME is @directory (nullable). */
char **surroundings_environment(const char *directory, const OtherUser *other);

/* Returns: (owned) @environment (taken) with @variables (nullable; "NAME=value" each), which
 * replace variables of the same name. */
char **surroundings_with(char **environment, const char *const *variables);
