/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* QEMU's names of buses, and addresses as QEMU's properties. */
#include <stdlib.h>

#include "devices/controller.h"

char *
controller_bus_name(const Domain *domain, ControllerType type, uint64_t index)
{
    const Controller *controller = controller_find(domain, type, index);

    if (controller == NULL || controller->device.id == NULL)
        return g_strdup("");
    /* A bridge's bus has the bridge's id, and so has a PCI Express root's; the first root's bus is
     * named by the root's id, although QEMU was not given that id. */
    if (type == CONTROLLER_PCI && (index == 0 || controller->model != CONTROLLER_MODEL_PCI_ROOT))
        return g_strdup(controller->device.id);
    return g_strdup_printf("%s.0", controller->device.id);
}

static void
write_pci(const Domain *domain, const Address *address, JsonObject *part)
{
    g_autofree char *bus = controller_bus_name(domain, CONTROLLER_PCI, address->bus.value);
    unsigned slot = (unsigned)address->slot.value;
    unsigned function = (unsigned)address->function.value;

    part_set_string(part, "bus", bus);
    part_set_tristate(part, "multifunction", address->multifunction);
    if (!address->slot.is_set)
        return;
    if (function != 0)
        part_set_string_format(part, "addr", "0x%x.0x%x", slot, function);
    else
        part_set_string_format(part, "addr", "0x%x", slot);
}

/* Controllers where the drive's unit selects the bus: IDE has two units per bus, AHCI one; a floppy
 * drive has no bus to name. */
static void
write_unit(const Controller *controller, const Address *address, JsonObject *part)
{
    /* QEMU's name of the buses of its built-in controller, AHCI or IDE. */
    const char *id = controller->is_built_in ? "ide" : controller->device.id;

    if (controller->type == CONTROLLER_SATA)
        part_set_string_format(part, "bus", "%s.%u", id, (unsigned)address->unit.value);
    if (controller->type == CONTROLLER_IDE)
        part_set_string_format(part, "bus", "%s.%u", id, (unsigned)address->bus.value);
    if (controller->type != CONTROLLER_SATA)
        part_set_uint(part, "unit", address->unit.value);
}

/* An LSI adapter has no LUNs: libvirt's unit is its target. */
static void
write_scsi(const Domain *domain, const Controller *controller, const Address *address,
           JsonObject *part)
{
    g_autofree char *bus = controller_bus_name(domain, CONTROLLER_SCSI, address->controller.value);

    part_set_string(part, "bus", bus);
    if (address_is_open_drive(address))
        return;
    if (controller != NULL && controller->model == CONTROLLER_MODEL_LSILOGIC) {
        part_set_uint(part, "scsi-id", address->unit.value);
        return;
    }
    part_set_uint(part, "channel", address->bus.value);
    part_set_uint(part, "scsi-id", address->target.value);
    part_set_uint(part, "lun", address->unit.value);
}

void
controller_write_drive(const Domain *domain, ControllerType type, const Address *address,
                       JsonObject *part)
{
    const Controller *controller = controller_find(domain, type, address->controller.value);

    if (type == CONTROLLER_SCSI)
        write_scsi(domain, controller, address, part);
    else if (controller != NULL)
        write_unit(controller, address, part);
}

void
controller_write_address(const Domain *domain, const Device *device, JsonObject *part)
{
    const Address *address = &device->address;
    g_autofree char *bus = NULL;

    switch (address->type) {
    case ADDRESS_NONE:
        return;
    case ADDRESS_PCI:
        write_pci(domain, address, part);
        return;
    case ADDRESS_SPAPR_VIO:
        part_set_optional_uint(part, "reg", address->reg);
        return;
    case ADDRESS_DRIVE:
        controller_write_drive(domain, CONTROLLER_SCSI, address, part);
        return;
    case ADDRESS_USB:
        bus = controller_bus_name(domain, CONTROLLER_USB, address->bus.value);
        part_set_string(part, "bus", bus);
        part_set_string(part, "port", address->port);
        return;
    case ADDRESS_VIRTIO_SERIAL:
        bus = controller_bus_name(domain, CONTROLLER_VIRTIO_SERIAL, address->controller.value);
        part_set_string(part, "bus", bus);
        if (address->port != NULL)
            part_set_uint(part, "nr", strtoull(address->port, NULL, 10));
        return;
    case ADDRESS_DIMM:
        part_set_optional_uint(part, "slot", address->slot);
        part_set_optional_uint(part, "addr", address->base);
        return;
    case ADDRESS_CCID:
        bus = controller_bus_name(domain, CONTROLLER_CCID, address->controller.value);
        part_set_string(part, "bus", bus);
        return;
    }
}
