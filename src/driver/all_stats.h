/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/params.h"

/* All that can be told of many guests at once: virConnectGetAllDomainStats(). */

/* Turns what a client asks for into what is given.  @stats: virDomainStatsTypes, 0: all.  Errors:
 * ARGUMENT_UNSUPPORTED when @flags insist on what we have not. */
bool all_stats_check(unsigned *stats, unsigned flags, GError **error);

/* Returns: (owned) what is known of @guest.  A QEMU whose guest is being worked on is not asked:
 * what only it knows is then left out. */
Params *all_stats_get(Guest *guest, unsigned stats);
