/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "driver/lifecycle_action.h"
#include "driver/memory.h"
#include "driver/memory_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

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

SERVE(domain_set_memory_stats_period)
{
    const domain_set_memory_stats_period_args *wanted = args;

    (void)ret;
    return memory_stats_set_period(call->driver, call->guest, wanted->period, wanted->flags, error);
}

SERVE(domain_set_lifecycle_action)
{
    const domain_set_lifecycle_action_args *wanted = args;

    (void)ret;
    return lifecycle_action_set(call->driver, call->guest,
                                &(LifecycleChoice){wanted->type, wanted->action}, wanted->flags,
                                error);
}
