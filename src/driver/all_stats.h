/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/params.h"

/* Statistics of many guests in one call: virConnectGetAllDomainStats(). */

/* Replaces @stats, the virDomainStatsTypes a client asks for (0: all), by those we have.  Any
 * thread; never blocks.  Errors: ARGUMENT_UNSUPPORTED when @flags demand one that we do not
 * have. */
bool all_stats_check(unsigned *stats, unsigned flags, GError **error);

/* Returns: (owned) the statistics of @guest.  On a worker; it takes the guest's job for itself if
 * that is free.  If not, QEMU is not asked, and what only QEMU knows is left out. */
Params *all_stats_get(Guest *guest, unsigned stats);
