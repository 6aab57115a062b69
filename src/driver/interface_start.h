/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/run.h"

/* Checks that every NIC of @domain can have the network that it asks for.  A NIC is never connected
 * with less, without its filter or VLAN for instance: the guest would reach what it must not.
 * @is_system: taps and macvtaps can be made.  Any thread; never blocks.  Errors: NO_NETWORK,
 * CONFIG_UNSUPPORTED, INTERNAL_ERROR, in libvirt's words where it has some. */
bool interface_start_check(const Domain *domain, bool is_system, GError **error);

/* Sets the links of @live that are defined as down, before the guest runs.  On a worker that holds
 * the guest's job.  Errors: run_execute()'s. */
bool interface_start_links(Run *run, const Domain *live, GError **error);
