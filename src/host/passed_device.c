/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/passed_device.h"

#include "devices/disk.h"
#include "devices/disk_data_store.h"
#include "devices/hostdev.h"
#include "devices/interface.h"

static void
add_source(const DiskSource *source, GArray *pcis)
{
    const PassthroughPci pci = {source->nvme.address, source->nvme.managed == TRISTATE_YES, NULL};

    if (pci.at != NULL)
        g_array_append_val(pcis, pci);
}

static void
add_image(const DiskSource *source, GArray *pcis)
{
    add_source(source, pcis);
    if (source->data_store != NULL)
        add_source(&source->data_store->source, pcis);
}

static void
add_disk(const Device *device, GArray *pcis)
{
    const Disk *disk = (const Disk *)(const void *)device;

    add_image(&disk->source, pcis);
    for (const DiskBacking *at = disk->backing; at != NULL; at = at->backing)
        add_image(&at->source, pcis);
}

static void
add_hostdev(const Device *device, GArray *pcis)
{
    const Hostdev *hostdev = (const Hostdev *)(const void *)device;
    const PassthroughPci pci = {device->kind->host_pci(device), hostdev->managed == TRISTATE_YES,
                                hostdev->driver.model};

    if (pci.at != NULL)
        g_array_append_val(pcis, pci);
}

static void
add_interface(const Device *device, GArray *pcis)
{
    const Interface *nic = (const Interface *)(const void *)device;
    const PassthroughPci pci = {device->kind->host_pci(device), nic->managed == TRISTATE_YES, NULL};

    if (pci.at != NULL)
        g_array_append_val(pcis, pci);
}

static const struct {
    const DeviceKind *kind;
    void (*add)(const Device *device, GArray *pcis);
} rows[] = {
    {&disk_kind, add_disk},
    {&hostdev_kind, add_hostdev},
    {&interface_kind, add_interface},
};

GArray *
passed_device_pcis(const Device *device)
{
    GArray *pcis = g_array_new(FALSE, FALSE, sizeof(PassthroughPci));

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].kind == device->kind)
            rows[i].add(device, pcis);
    return pcis;
}
