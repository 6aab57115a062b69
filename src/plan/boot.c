/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/boot.h"

#include "domain/domain_walk.h"

static Device *
first_bootable(const Domain *domain, BootAs wanted)
{
    DOMAIN_EACH_DEVICE(Device, device, domain) {
        if (device->kind->boot_as != NULL && device->kind->boot_as(device) == wanted &&
            device->boot_index == 0)
            return device;
    }
    return NULL;
}

static bool
number_by_device(Domain *domain)
{
    bool has_any = false;

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        device->boot_index = (unsigned)device->boot.order.value;
        has_any = has_any || device->boot.order.is_set;
    }
    return has_any;
}

void
boot_number_devices(Domain *domain)
{
    unsigned rank = 1;

    if (number_by_device(domain) || domain->os.boot == NULL)
        return;
    for (unsigned i = 0; i < domain->os.boot->len; i++) {
        const OsBoot *boot = g_ptr_array_index(domain->os.boot, i);
        Device *device = first_bootable(domain, boot->device);

        if (device != NULL)
            device->boot_index = rank;
        rank++;
    }
}
