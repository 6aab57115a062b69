/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain_walk.h"

void
by_hand(const Plan *plan, Bench *bench)
{
    unsigned i = 0;

    for (unsigned k = 0; k < plan->domain->devices->len; k++)
        see(domain_device(plan->domain, k));
    while (i < bench->domain.devices->len)
        see(domain_device(&bench->domain, i++));
}

void
another_array(const Domain *domain, GPtrArray *devices)
{
    bool *is_taken = g_new0(bool, domain->devices->len);

    for (unsigned i = 0; i < devices->len; i++)
        is_taken[i] = true;
}

void
by_walk(const Domain *domain, const DeviceKind *kind)
{
    DOMAIN_EACH(const MemoryModule, module, domain, &memory_module_kind)
        see(&module->device);
    DOMAIN_EACH(const Device, device, domain, kind)
        see(device);
    DOMAIN_EACH_DEVICE(Device, device, domain)
        see(device);
}

void
as_another(const Domain *domain, const DeviceKind *kind)
{
    DOMAIN_EACH(const Disk, disk, domain, &interface_kind)
        see(&disk->device);
    DOMAIN_EACH_BACKWARDS(Disk, disk, domain, kind)
        see(&disk->device);
    DOMAIN_EACH_DEVICE(Disk, disk, domain)
        see(&disk->device);
}
