/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk.h"

#include <string.h>

bool
disk_has_bus(const Disk *disk, const DomainContext *context)
{
    const char *name = disk_bus_names.names[disk->target.bus];

    return disk->target.bus == DISK_BUS_VIRTIO || disk->target.bus == DISK_BUS_SCSI ||
           disk->target.bus == DISK_BUS_USB || disk->target.bus == DISK_BUS_SATA ||
           (name != NULL && machine_has_word(context->rules->defaults->disk_buses, name));
}

int
disk_target_number(const char *target)
{
    static const char *const known[] = {"vd", "sd", "hd", "fd", "xvd", "ubd"};
    const char *letters = NULL;
    int number = 0;

    for (size_t i = 0; target != NULL && letters == NULL && i < G_N_ELEMENTS(known); i++)
        if (g_str_has_prefix(target, known[i]))
            letters = target + strlen(known[i]);
    if (letters == NULL || *letters == '\0' || strlen(letters) > 4)
        return -1;
    for (; g_ascii_islower(*letters); letters++)
        number = number * 26 + (*letters - 'a') + 1;
    return *letters == '\0' ? number - 1 : -1;
}

/* Buses with "drive" addresses, and how libvirt derives those from target names. */
static const struct {
    DiskBus bus;
    ControllerType controller;
    unsigned n_buses, n_units; /* of a controller, of a bus */
} drive_buses[] = {
    {DISK_BUS_SCSI, CONTROLLER_SCSI, 1, 7},
    {DISK_BUS_IDE, CONTROLLER_IDE, 2, 2},
    {DISK_BUS_SATA, CONTROLLER_SATA, 1, 6},
    {DISK_BUS_FDC, CONTROLLER_FDC, 1, 2},
};

ControllerType
disk_controller_type(const Disk *disk)
{
    for (size_t i = 0; i < G_N_ELEMENTS(drive_buses); i++)
        if (drive_buses[i].bus == disk->target.bus)
            return drive_buses[i].controller;
    return CONTROLLER_NONE;
}

void
disk_target_address(const Disk *disk, Address *address)
{
    unsigned number = (unsigned)MAX(disk_target_number(disk->target.dev), 0);
    size_t i = 0;

    while (drive_buses[i].bus != disk->target.bus)
        i++;
    address->type = ADDRESS_DRIVE;
    address->unit = OPTIONAL_UINT(number % drive_buses[i].n_units);
    address->bus = OPTIONAL_UINT(number / drive_buses[i].n_units % drive_buses[i].n_buses);
    address->controller = OPTIONAL_UINT(number / drive_buses[i].n_units / drive_buses[i].n_buses);
}
