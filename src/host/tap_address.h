/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/nic_ip.h"

/* Adds the addresses, then the routes, of @addresses (already checked) to the host's device @name,
 * which must be up.  On a worker.  Errors: SYSTEM_ERROR, naming the address. */
bool tap_address_set(const char *name, const NicAddresses *addresses, GError **error);
