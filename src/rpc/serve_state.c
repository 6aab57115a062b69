/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/flags.h"
#include "driver/guest_info.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_get_info)
{
    GuestInfo info = guest_info(call->guest);
    domain_get_info_ret *answer = ret;

    (void)args;
    (void)error;
    answer->state = (unsigned char)info.state;
    answer->max_mem = info.max_memory_kib;
    answer->memory = info.memory_kib;
    answer->nr_virt_cpu = (unsigned short)info.n_vcpus;
    answer->cpu_time = info.cpu_time_ns;
    return true;
}

SERVE(domain_get_state)
{
    domain_get_state_ret *answer = ret;

    if (!flags_check(((const domain_flags_args *)args)->flags, 0, "qemuDomainGetState", error))
        return false;
    guest_info_state(call->guest, &answer->state, &answer->reason);
    return true;
}

SERVE(domain_get_os_type)
{
    (void)call;
    (void)args;
    (void)error;
    ((type_ret *)ret)->type = wire_text("hvm");
    return true;
}

SERVE(domain_is_active)
{
    (void)args;
    (void)error;
    ((domain_is_active_ret *)ret)->active = guest_is_active(call->guest);
    return true;
}

SERVE(domain_is_persistent)
{
    (void)args;
    (void)error;
    g_mutex_lock(&call->guest->lock);
    ((domain_is_persistent_ret *)ret)->persistent = call->guest->is_persistent;
    g_mutex_unlock(&call->guest->lock);
    return true;
}

SERVE(domain_is_updated)
{
    (void)call;
    (void)args;
    (void)error;
    /* True in libvirt for a definition that was changed outside the driver; ours never is. */
    ((domain_is_updated_ret *)ret)->updated = 0;
    return true;
}
