/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/device_change.h"

#include "devices/console.h"
#include "devices/disk.h"
#include "devices/interface.h"
#include "devices/memory_module.h"
#include "domain/domain_walk.h"

/* Returns: the memory that a module is; 0 for other devices. */
static uint64_t
memory_of(const Device *device)
{
    return device->kind == &memory_module_kind
               ? ((const MemoryModule *)(const void *)device)->target.size.kib.value
               : 0;
}

void
device_change_add(Domain *domain, Device *device)
{
    domain->memory.size.kib.value += memory_of(device);
    domain->memory.current.kib.value += memory_of(device);
    domain_add_device(domain, device);
}

static void
take_memory(OptionalUint *size, uint64_t kib)
{
    size->value -= MIN(kib, size->value);
}

static void
remove_one(Domain *domain, Device *device)
{
    g_ptr_array_remove(domain->devices, device);
    device_index_forget(domain->index);
}

void
device_change_remove(Domain *domain, Device *device)
{
    const Serial *serial = (const Serial *)(const void *)device;

    DOMAIN_EACH_BACKWARDS(Console, console, domain, &console_kind)
        if (device->kind == &serial_kind && console->serial == serial)
            remove_one(domain, &console->device);
    take_memory(&domain->memory.size.kib, memory_of(device));
    take_memory(&domain->memory.current.kib, memory_of(device));
    remove_one(domain, device);
}

static bool
is_on_same_bus(const Device *old, const Device *device)
{
    return old->kind != &disk_kind || ((const Disk *)(const void *)old)->target.bus ==
                                          ((const Disk *)(const void *)device)->target.bus;
}

static void
keep_mac(const Interface *old, Interface *nic)
{
    if (nic->mac.address == NULL)
        nic->mac.address = g_strdup(old->mac.address);
}

void
device_change_replace(Domain *domain, Device *old, Device *device)
{
    guint place = 0;

    if (device->address.type == ADDRESS_NONE && is_on_same_bus(old, device)) {
        device->address = old->address;
        old->address = (Address){0};
    }
    if (device->kind == &interface_kind)
        keep_mac((const Interface *)(const void *)old, (Interface *)(void *)device);
    g_ptr_array_find(domain->devices, old, &place);
    device_free(old);
    domain->devices->pdata[place] = device;
    device_index_forget(domain->index);
}
