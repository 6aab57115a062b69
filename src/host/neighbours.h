/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/host_services.h"

/* Returns: (owned) the HostLease * of the IPv4 addresses that the host has seen the MAC address
 * @mac (lower case, with colons) use, without prefix; empty where it has seen none.  @root: as in
 * file.h.  Reads /proc. */
GPtrArray *host_neighbours(const char *root, const char *mac);
