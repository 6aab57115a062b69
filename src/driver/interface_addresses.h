/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* A NIC of a guest that runs, and the addresses that the guest uses on it. */
typedef struct {
    char *name, *mac;     /* (owned) of its device on the host; name is nullable */
    GPtrArray *addresses; /* (owned) HostLease * */
} InterfaceAddresses;

/* Returns: (owned, nullable) the InterfaceAddresses * of @guest, by what @source
 * (VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_*) knows: the leases of its networks, or the host's table of
 * neighbours.  NICs without addresses are left out.  On a worker; blocks.  Errors:
 * OPERATION_INVALID when the guest does not run, ARGUMENT_UNSUPPORTED for an unknown source, those
 * of the network's daemon and of agent_refuse(). */
GPtrArray *interface_addresses(Driver *driver, Guest *guest, unsigned source, GError **error);
