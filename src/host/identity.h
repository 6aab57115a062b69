/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>
#include <sys/types.h>

/*
 * The host's name and UUID.
 */

/* Returns: (owned) the host name, with the domain if the resolver knows it.  Blocks: may ask the
 * network. */
char *host_name(void);

/* Returns: (owned) the host's UUID, the same at each call: @configured (nullable), the firmware's,
 * or one derived from the machine id below @root. */
char *host_uuid(const char *root, const char *configured);
