/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/iommu.h"

#include <gio/gio.h>

char *
host_pci_name(const HostPciAddress *at)
{
    return g_strdup_printf("%04x:%02x:%02x.%x", (unsigned)at->domain.value, (unsigned)at->bus.value,
                           (unsigned)at->slot.value, (unsigned)at->function.value);
}

char *
host_pci_path(const char *sysfs, const HostPciAddress *at, const char *file)
{
    g_autofree char *name = host_pci_name(at);

    return g_build_filename(sysfs, "bus/pci/devices", name, file, NULL);
}

int
iommu_group_of(const char *sysfs, const HostPciAddress *at)
{
    g_autofree char *link = NULL;
    g_autofree char *target = NULL;
    g_autofree char *number = NULL;
    guint64 group = 0;

    if (sysfs == NULL)
        return -1;
    link = host_pci_path(sysfs, at, "iommu_group");
    target = g_file_read_link(link, NULL);
    if (target == NULL)
        return -1;
    number = g_path_get_basename(target);
    if (!g_ascii_string_to_unsigned(number, 10, 0, G_MAXINT - 1, &group, NULL))
        return -1;
    return (int)group;
}
