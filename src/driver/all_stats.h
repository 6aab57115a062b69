/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/params.h"

/* Statistics of many guests in one call: virConnectGetAllDomainStats(). */

/* Returns: (owned, nullable) the statistics of @guest in the groups @stats (virDomainStatsTypes; 0:
 * all), as @flags (virConnectGetAllDomainStatsFlags) want them.  On a worker; it takes the guest's
 * job for itself if that is free.  If not, QEMU is not asked, and what only QEMU knows is left out.
 * Errors: ARGUMENT_UNSUPPORTED when @flags demand a group that the guest does not have. */
Params *all_stats_get(Guest *guest, unsigned stats, unsigned flags, GError **error);
