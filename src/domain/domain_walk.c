/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/domain_walk.h"

void *
domain_first(const Domain *domain, const DeviceKind *kind)
{
    DOMAIN_EACH(Device, device, domain, kind)
        return device;
    return NULL;
}

unsigned
domain_count(const Domain *domain, const DeviceKind *kind)
{
    unsigned n_devices = 0;

    DOMAIN_EACH_DEVICE(const Device, device, domain)
        n_devices += device->kind == kind;
    return n_devices;
}
