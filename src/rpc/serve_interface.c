/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "driver/flags.h"
#include "driver/interface_addresses.h"
#include "driver/interface_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_interface_stats)
{
    domain_interface_stats_ret *answer = ret;
    virDomainInterfaceStatsStruct stats = {0};

    if (!interface_stats_get(call->guest, ((const domain_block_stats_args *)args)->path, &stats,
                             error))
        return false;
    *answer = (domain_interface_stats_ret){
        .rx_bytes = stats.rx_bytes,
        .rx_packets = stats.rx_packets,
        .rx_errs = stats.rx_errs,
        .rx_drop = stats.rx_drop,
        .tx_bytes = stats.tx_bytes,
        .tx_packets = stats.tx_packets,
        .tx_errs = stats.tx_errs,
        .tx_drop = stats.tx_drop,
    };
    return true;
}

static void
fill_interface(interface_with_addresses *item, const InterfaceAddresses *found)
{
    unsigned n = MIN(found->addresses->len, DOMAIN_IP_ADDRESS_MAX);

    item->name = wire_text(found->name);
    item->hwaddr = wire_optional_text(found->mac);
    item->addrs.addrs_val = calloc(n, sizeof(interface_address));
    item->addrs.addrs_len = n;
    for (unsigned i = 0; i < n; i++) {
        const HostLease *lease = g_ptr_array_index(found->addresses, i);

        item->addrs.addrs_val[i] = (interface_address){
            .type = lease->type, .addr = wire_text(lease->address), .prefix = lease->prefix};
    }
}

SERVE(domain_interface_addresses)
{
    const domain_interface_addresses_args *wanted = args;
    domain_interface_addresses_ret *answer = ret;
    g_autoptr(GPtrArray) found = NULL;
    unsigned n = 0;

    if (!flags_check(wanted->flags, 0, "qemuDomainInterfaceAddresses", error))
        return false;
    found = interface_addresses(call->driver, call->guest, wanted->source, error);
    if (found == NULL)
        return false;
    n = MIN(found->len, DOMAIN_INTERFACE_MAX);
    answer->ifaces.ifaces_val = calloc(n, sizeof(interface_with_addresses));
    answer->ifaces.ifaces_len = n;
    for (unsigned i = 0; i < n; i++)
        fill_interface(&answer->ifaces.ifaces_val[i], g_ptr_array_index(found, i));
    return true;
}
