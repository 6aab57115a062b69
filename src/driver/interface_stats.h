/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "devices/interface.h"
#include "driver/driver.h"

/* What went through the host's end of @nic, as the guest sees it.  Returns: false when the NIC
 * has none. */
bool interface_stats_of(const Interface *nic, virDomainInterfaceStatsStruct *stats);

/* The same for the NIC that a client means by @name: the host's device, or its MAC.  Errors:
 * INVALID_ARG for an unknown one. */
bool interface_stats_get(Guest *guest, const char *name, virDomainInterfaceStatsStruct *stats,
                         GError **error);
