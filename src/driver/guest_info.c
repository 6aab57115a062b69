/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_info.h"

#include "host/file.h"
#include "host/process.h"

GuestInfo
guest_info(Guest *guest)
{
    g_autoptr(Definition) definition = guest_current(guest);
    g_autoptr(Run) run = guest_run(guest);
    const Domain *domain = definition_domain(definition);
    GuestInfo info = {
        .max_memory_kib = domain->memory.size.kib.value,
        .memory_kib = domain->memory.current.kib.value,
        .n_vcpus = domain->vcpu.current.is_set ? (unsigned)domain->vcpu.current.value
                                               : (unsigned)domain->vcpu.count.value,
    };
    int reason = 0;

    guest_info_state(guest, &info.state, &reason);
    if (run != NULL)
        info.cpu_time_ns = host_process_cpu_time(HOST_ROOT, run->pid);
    return info;
}

void
guest_info_state(Guest *guest, int *state, int *reason)
{
    g_mutex_lock(&guest->lock);
    *state = guest->state;
    *reason = guest->reason;
    g_mutex_unlock(&guest->lock);
}
