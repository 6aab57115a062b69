/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "driver/block_size.h"
#include "driver/block_stats.h"
#include "driver/flags.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/typed_params.h"

SERVE(domain_block_stats)
{
    domain_block_stats_ret *answer = ret;
    BlockStats stats = {0};

    if (!block_stats_get(call->guest, ((const domain_block_stats_args *)args)->path, &stats, error))
        return false;
    answer->rd_req = stats.read_requests;
    answer->rd_bytes = stats.read_bytes;
    answer->wr_req = stats.write_requests;
    answer->wr_bytes = stats.write_bytes;
    answer->errs = -1; /* unknown: QEMU does not count errors */
    return true;
}

SERVE(domain_block_stats_flags)
{
    const domain_block_stats_flags_args *wanted = args;
    domain_block_stats_flags_ret *answer = ret;
    g_autoptr(Params) params = params_new();
    BlockStats stats = {0};

    if (!flags_check(wanted->flags, VIR_TYPED_PARAM_STRING_OKAY, "qemuDomainBlockStatsFlags",
                     error) ||
        !block_stats_get(call->guest, wanted->path, &stats, error))
        return false;
    block_stats_params(&stats, params);
    /* A client first asks, with 0, how many there are. */
    answer->nparams = (int)params->items->len;
    if (wanted->nparams > 0)
        typed_params_fill(params, &answer->params.params_val, &answer->params.params_len);
    return true;
}

SERVE(domain_get_block_info)
{
    const domain_get_block_info_args *wanted = args;
    domain_get_block_info_ret *answer = ret;
    BlockSize size = {0};

    if (!flags_check(wanted->flags, 0, "qemuDomainGetBlockInfo", error) ||
        !block_size_get(call->guest, wanted->path, &size, error))
        return false;
    answer->capacity = size.capacity;
    answer->allocation = size.allocation;
    answer->physical = size.physical;
    return true;
}

SERVE(domain_get_disk_errors)
{
    (void)ret;
    return flags_check(((const domain_get_disk_errors_args *)args)->flags, 0,
                       "qemuDomainGetDiskErrors", error) &&
           guest_check_active(call->guest, error);
}
