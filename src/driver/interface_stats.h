/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "devices/interface.h"
#include "driver/driver.h"

/* Reads the counters of the host device of @nic, seen from the guest.  Reads /proc; on a worker.
 * Returns: false when the NIC has no host device. */
bool interface_stats_of(const Interface *nic, virDomainInterfaceStatsStruct *stats);

/* The same for the NIC that a client calls @name: its host device or its MAC address.  On a worker;
 * needs no job.  Errors: OPERATION_INVALID when the guest does not run, INVALID_ARG for an unknown
 * NIC, INTERNAL_ERROR for one without counters. */
bool interface_stats_get(Guest *guest, const char *name, virDomainInterfaceStatsStruct *stats,
                         GError **error);
