/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/open_places.h"

#include <inttypes.h>

#include "devices/console.h"
#include "devices/controller.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "plan/place_bus.h"

static const OptionalUint unset = {0, false};

/* Where such a device has its place, when it has one. */
static bool
has_place(const Device *device)
{
    const Address *address = &device->address;

    switch (address->type) {
    case ADDRESS_NONE:
        return false;
    case ADDRESS_PCI:
        return address->slot.is_set;
    case ADDRESS_SPAPR_VIO:
        return address->reg.is_set;
    case ADDRESS_DRIVE:
        return true;
    case ADDRESS_USB:
    case ADDRESS_VIRTIO_SERIAL:
        return address->port != NULL;
    case ADDRESS_DIMM:
        return address->slot.is_set && address->base.is_set;
    case ADDRESS_CCID:
        return true;
    }
    return false;
}

PlaceState
open_places_state(const PlaceStates *states, const Device *device)
{
    return (PlaceState)GPOINTER_TO_UINT(g_hash_table_lookup((GHashTable *)states, device));
}

static void
set_state(PlaceStates *states, Device *device, PlaceState state)
{
    g_hash_table_insert(states, device, GUINT_TO_POINTER(state));
}

PlaceStates *
open_places_stated(const Domain *domain)
{
    PlaceStates *stated = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        if (has_place(device))
            set_state(stated, device, PLACE_STATED);
        else if (device->address.type == ADDRESS_DIMM && device->address.slot.is_set)
            set_state(stated, device, PLACE_HAS_SLOT);
    }
    return stated;
}

/* The type of the controller of a device with an address of type "drive". */
static ControllerType
drive_controller_type(const Device *device)
{
    return device->kind == &disk_kind ? disk_controller_type((const Disk *)(const void *)device)
                                      : CONTROLLER_SCSI;
}

static bool
is_scsi(const Device *device)
{
    return device->address.type == ADDRESS_DRIVE &&
           drive_controller_type(device) == CONTROLLER_SCSI;
}

/* Whether QEMU chooses places on the bus of @device. */
static bool
is_chosen(const Device *device, const Domain *domain, const DomainContext *context)
{
    AddressType type = place_need(device, domain, context).type;

    return type == ADDRESS_PCI || type == ADDRESS_SPAPR_VIO || type == ADDRESS_VIRTIO_SERIAL ||
           device->address.type == ADDRESS_DIMM || is_scsi(device);
}

PlaceStates *
open_places_find(const Domain *domain, const PlaceStates *stated, const DomainContext *context)
{
    PlaceStates *open = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        PlaceState state = open_places_state(stated, device);

        if (state != PLACE_STATED && device->address.type != ADDRESS_NONE &&
            is_chosen(device, domain, context))
            set_state(open, device, state == PLACE_UNKNOWN ? PLACE_OPEN : state);
    }
    return open;
}

void
open_places_clear(Device *device, PlaceState state)
{
    Address *address = &device->address;

    if (state == PLACE_HAS_SLOT)
        return;
    address->slot = unset;
    address->function = unset;
    address->reg = unset;
    if (address->type == ADDRESS_DRIVE) {
        address->bus = unset;
        address->target = unset;
        address->unit = unset;
    }
    if (address->type == ADDRESS_VIRTIO_SERIAL)
        g_clear_pointer(&address->port, g_free);
}

void
open_places_prepare(Domain *domain, const PlaceStates *stated)
{
    DOMAIN_EACH_DEVICE(Device, device, domain)
        if (is_scsi(device) && open_places_state(stated, device) == PLACE_UNKNOWN)
            open_places_clear(device, PLACE_OPEN);
    DOMAIN_EACH(Console, console, domain, &console_kind)
        if (console->serial == NULL && console->device.address.type == ADDRESS_NONE)
            console->device.address.type = ADDRESS_VIRTIO_SERIAL;
}

/* An LSI adapter knows no LUNs: what libvirt calls the unit is its target. */
static void
take_drive(Address *address, const PlacementDevice *found, const Domain *domain)
{
    const Controller *controller =
        controller_find(domain, CONTROLLER_SCSI, address->controller.value);
    bool has_lun = controller == NULL || controller->model != CONTROLLER_MODEL_LSILOGIC;

    address->bus = OPTIONAL_UINT(found->channel.value);
    address->target = has_lun ? found->target : OPTIONAL_UINT(0);
    address->unit = has_lun ? OPTIONAL_UINT(found->lun.value) : found->target;
}

static void
take_pci(Address *address, const PlacementDevice *found)
{
    address->domain = OPTIONAL_UINT(0);
    address->slot = found->slot;
    address->function = found->function;
}

static void
take_port(Address *address, const PlacementDevice *found)
{
    g_free(address->port);
    address->port = g_strdup_printf("%" PRIu64, found->port_number.value);
}

bool
open_places_take(Device *device, const PlacementDevice *found, const Domain *domain)
{
    Address *address = &device->address;

    switch (address->type) {
    case ADDRESS_PCI:
        take_pci(address, found);
        return found->slot.is_set;
    case ADDRESS_SPAPR_VIO:
        address->reg = found->reg;
        return found->reg.is_set;
    case ADDRESS_DRIVE:
        take_drive(address, found, domain);
        return found->target.is_set;
    case ADDRESS_VIRTIO_SERIAL:
        take_port(address, found);
        return found->port_number.is_set;
    case ADDRESS_DIMM:
        address->slot = found->slot;
        address->base = found->address;
        return found->slot.is_set && found->address.is_set;
    case ADDRESS_NONE:
    case ADDRESS_USB:
    case ADDRESS_CCID:
        break;
    }
    return false;
}

const Device *
open_places_owner(const Device *device, const Domain *domain)
{
    const Address *address = &device->address;
    ControllerType type = CONTROLLER_NONE;
    uint64_t index = address->controller.value;
    const Controller *owner = NULL;

    if (address->type == ADDRESS_PCI || address->type == ADDRESS_USB) {
        type = address->type == ADDRESS_PCI ? CONTROLLER_PCI : CONTROLLER_USB;
        index = address->bus.value;
    } else if (address->type == ADDRESS_DRIVE) {
        type = drive_controller_type(device);
    } else if (address->type == ADDRESS_VIRTIO_SERIAL) {
        type = CONTROLLER_VIRTIO_SERIAL;
    } else if (address->type == ADDRESS_CCID) {
        type = CONTROLLER_CCID;
    }
    owner = type != CONTROLLER_NONE ? controller_find(domain, type, index) : NULL;
    return owner != NULL && &owner->device != device ? &owner->device : NULL;
}
