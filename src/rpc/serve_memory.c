/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "driver/flags.h"
#include "driver/guest_info.h"
#include "driver/memory.h"
#include "driver/memory_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

SERVE(domain_get_max_memory)
{
    (void)args;
    (void)error;
    ((domain_get_max_memory_ret *)ret)->memory = guest_info(call->guest).max_memory_kib;
    return true;
}

SERVE(domain_set_memory)
{
    const domain_set_max_memory_args *wanted = args;

    (void)ret;
    return memory_set(call->driver, call->guest, wanted->memory, VIR_DOMAIN_AFFECT_LIVE, error);
}

SERVE(domain_set_max_memory)
{
    const domain_set_max_memory_args *wanted = args;

    (void)ret;
    return memory_set(call->driver, call->guest, wanted->memory, VIR_DOMAIN_MEM_MAXIMUM, error);
}

SERVE(domain_set_memory_flags)
{
    const domain_set_memory_flags_args *wanted = args;

    (void)ret;
    return memory_set(call->driver, call->guest, wanted->memory, wanted->flags, error);
}

SERVE(domain_memory_stats)
{
    const domain_memory_stats_args *wanted = args;
    domain_memory_stats_ret *answer = ret;
    g_autoptr(GArray) stats = g_array_new(FALSE, FALSE, sizeof(virDomainMemoryStatStruct));

    if (!flags_check(wanted->flags, 0, "qemuDomainMemoryStats", error) ||
        !memory_stats_get(call->guest, MIN(wanted->max_stats, DOMAIN_MEMORY_STATS_MAX), stats,
                          error))
        return false;
    answer->stats.stats_val = calloc(stats->len + 1, sizeof *answer->stats.stats_val);
    answer->stats.stats_len = stats->len;
    for (guint i = 0; i < stats->len; i++) {
        const virDomainMemoryStatStruct *stat = &g_array_index(stats, virDomainMemoryStatStruct, i);

        answer->stats.stats_val[i] = (memory_stat){stat->tag, stat->val};
    }
    return true;
}

SERVE(domain_set_memory_stats_period)
{
    const domain_set_memory_stats_period_args *wanted = args;

    (void)ret;
    return memory_stats_set_period(call->driver, call->guest, wanted->period, wanted->flags, error);
}
