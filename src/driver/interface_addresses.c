/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/interface_addresses.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "devices/interface.h"
#include "domain/domain_walk.h"
#include "driver/agent.h"
#include "host/file.h"
#include "host/neighbours.h"

static void
interface_addresses_free(InterfaceAddresses *addresses)
{
    g_free(addresses->name);
    g_free(addresses->mac);
    g_ptr_array_unref(addresses->addresses);
    g_free(addresses);
}

/* Returns: (owned, nullable) the HostLease * of @nic; NULL on an error. */
typedef GPtrArray *(*AddressSource)(Driver *driver, const Interface *nic, GError **error);

/* A NIC that is not on a virtual network has none. */
static GPtrArray *
leases_of(Driver *driver, const Interface *nic, GError **error)
{
    const HostServices *services = driver->services;

    if (nic->source.network == NULL)
        return g_ptr_array_new();
    return services->leases(services->user, nic->source.network, nic->mac.address, error);
}

static GPtrArray *
neighbours_of(Driver *driver, const Interface *nic, GError **error)
{
    (void)driver;
    (void)error;
    return host_neighbours(HOST_ROOT, nic->mac.address);
}

static bool
add(GPtrArray *found, const Interface *nic, GPtrArray *addresses)
{
    InterfaceAddresses *item = NULL;

    if (addresses == NULL)
        return false;
    if (addresses->len == 0) {
        g_ptr_array_unref(addresses);
        return true;
    }
    item = g_new0(InterfaceAddresses, 1);
    *item = (InterfaceAddresses){g_strdup(nic->target.dev), g_strdup(nic->mac.address), addresses};
    g_ptr_array_add(found, item);
    return true;
}

/* The source of each number. */
static AddressSource
source_of(unsigned source)
{
    static const AddressSource sources[] = {
        [VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE] = leases_of,
        [VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP] = neighbours_of,
    };

    return source < G_N_ELEMENTS(sources) ? sources[source] : NULL;
}

GPtrArray *
interface_addresses(Driver *driver, Guest *guest, unsigned source, GError **error)
{
    g_autoptr(Definition) live = guest_current(guest);
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)interface_addresses_free);
    AddressSource addresses_of = source_of(source);

    if (!guest_check_active(guest, error))
        return NULL;
    if (source == VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT) {
        agent_refuse(guest, error);
        return NULL;
    }
    if (addresses_of == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                    _("Unknown IP address data source %u"), source);
        return NULL;
    }
    DOMAIN_EACH(const Interface, nic, definition_domain(live), &interface_kind)
        if (!add(found, nic, addresses_of(driver, nic, error)))
            return NULL;
    return g_steal_pointer(&found);
}
