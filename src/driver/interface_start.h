/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/run.h"

/* True when every NIC of @domain can be connected to what it asks for.  A NIC must not be
 * connected to less: a guest without its filter or VLAN would be where it should not.
 * @is_system: taps and macvtaps can be made.  Errors: NO_NETWORK, CONFIG_UNSUPPORTED,
 * INTERNAL_ERROR, with stock libvirt's words where it has some. */
bool interface_start_check(const Domain *domain, bool is_system, GError **error);

/* Takes down the links of a guest that has not run yet, where its definition says so. */
bool interface_start_links(Run *run, const Domain *live, GError **error);
