/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/nic_ip.h"

/* Gives the host's device @name the addresses and then the routes of @addresses, which have been
 * checked.  The device must be up.  Errors: SYSTEM_ERROR, naming the address. */
bool tap_address_set(const char *name, const NicAddresses *addresses, GError **error);
