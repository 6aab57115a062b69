/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "driver/interface_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

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
