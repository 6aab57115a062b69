/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/describe.h"

#include <libvirt/libvirt.h>

#include "driver/flags.h"
#include "driver/host.h"

enum {
    XML_FLAGS = VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_UPDATE_CPU |
                VIR_DOMAIN_XML_MIGRATABLE,
};

char *
describe_xml(Guest *guest, unsigned flags, GError **error)
{
    unsigned format = flags & VIR_DOMAIN_XML_SECURE ? DOMAIN_XML_SECURE : 0;
    g_autoptr(Definition) definition = NULL;

    if (!flags_check(flags, XML_FLAGS, "qemuDomainGetXMLDesc", error))
        return NULL;
    definition = flags & VIR_DOMAIN_XML_INACTIVE ? guest_next(guest) : guest_current(guest);
    return domain_format(definition_domain(definition), format);
}

char *
describe_for_file(const Definition *definition)
{
    return domain_format(definition_domain(definition), DOMAIN_XML_SECURE);
}

GuestInfo
describe_info(Guest *guest)
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

    describe_state(guest, &info.state, &reason);
    if (run != NULL)
        info.cpu_time_ns = host_process_cpu_time(run->pid);
    return info;
}

void
describe_state(Guest *guest, int *state, int *reason)
{
    g_mutex_lock(&guest->lock);
    *state = guest->state;
    *reason = guest->reason;
    g_mutex_unlock(&guest->lock);
}
