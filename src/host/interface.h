/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>
#include <stdbool.h>

/*
 * Counters of a network interface of the host.
 *
 * @root: HOST_ROOT except in tests, see file.h.
 */

/* Reads the counters of the interface @name.  @is_swapped: as seen from the guest behind it,
 * whose received packets the host has sent.  Any thread.  Returns: false when there is no such
 * interface. */
bool host_interface_stats(const char *root, const char *name, bool is_swapped,
                          virDomainInterfaceStatsStruct *stats);
