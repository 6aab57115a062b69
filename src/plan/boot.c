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

/* Of a kind that is said several times the last counts, as with libvirt. */
static bool
is_said_again(const GPtrArray *boot, unsigned i)
{
    const OsBoot *at = g_ptr_array_index(boot, i);
    bool is_found = false;

    for (unsigned later = i + 1; later < boot->len && !is_found; later++)
        is_found = ((const OsBoot *)g_ptr_array_index(boot, later))->device == at->device;
    return is_found;
}

void
boot_number_devices(Domain *domain)
{

    if (number_by_device(domain) || domain->os.boot == NULL)
        return;
    for (unsigned i = 0; i < domain->os.boot->len; i++) {
        const OsBoot *boot = g_ptr_array_index(domain->os.boot, i);
        Device *device = first_bootable(domain, boot->device);

        if (device != NULL && !is_said_again(domain->os.boot, i))
            device->boot_index = i + 1;
    }
}
