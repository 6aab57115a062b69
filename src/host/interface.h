/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>
#include <stdbool.h>

/*
 * What went through an interface of the host.
 *
 * @root: HOST_ROOT but in tests, see host_file.h.
 */

/* Fills in what went through the interface @name.  @is_swapped: as the far end of it sees it: what
 * the host sends to a tap device its guest receives.  Returns: false when there is no such
 * interface. */
bool host_interface_stats(const char *root, const char *name, bool is_swapped,
                          virDomainInterfaceStatsStruct *stats);
