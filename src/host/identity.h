/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>
#include <sys/types.h>

/*
 * The host as a whole; its parts are in host_cpu.h and host_memory.h.
 */

/* Returns: (owned) its name, with the domain when the resolver knows one.  May ask the network. */
char *host_name(void);

/* Returns: (owned) the UUID by which this host is told from others, the same at each call:
 * @configured (nullable), that of the firmware, or one made of the machine id below @root. */
char *host_uuid(const char *root, const char *configured);
