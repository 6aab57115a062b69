/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller.h"

#include "devices/controller_check.h"
#include "devices/controller_model.h"
#include "devices/controller_xml.h"
#include "devices/device_rules.h"

static const Controller *
as_controller(const Device *device)
{
    return (const Controller *)(const void *)device;
}

static Controller *
controller_at(const Domain *domain, unsigned i)
{
    Device *device = domain_device(domain, i);

    return device->kind == &controller_kind ? (Controller *)(void *)device : NULL;
}

/* ---- defaults ---- */

Controller *
controller_find(const Domain *domain, ControllerType type, uint64_t index)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        Controller *controller = controller_at(domain, i);

        if (controller != NULL && controller->type == type && controller->index.is_set &&
            controller->index.value == index)
            return controller;
    }
    return NULL;
}

Controller *
controller_require(Domain *domain, ControllerType type, uint64_t index)
{
    Controller *controller = controller_find(domain, type, index);

    if (controller != NULL)
        return controller;
    controller = (Controller *)(void *)domain_add_device(domain, device_new(&controller_kind));
    controller->type = type;
    controller->index = OPTIONAL_UINT(index);
    return controller;
}

static uint64_t
next_index(const Domain *domain, ControllerType type)
{
    uint64_t next = 0;

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Controller *controller = controller_at(domain, i);

        if (controller != NULL && controller->type == type && controller->index.is_set)
            next = MAX(next, controller->index.value + 1);
    }
    return next;
}

static bool
has_type(const Domain *domain, ControllerType type)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Controller *controller = controller_at(domain, i);

        if (controller != NULL && controller->type == type)
            return true;
    }
    return false;
}

/* libvirt keeps controllers of one type by index as it reads them: each goes before the first with
 * a larger one, else to the end.  Done as a document is read, and again when those that had to be
 * added have their addresses, so that a planned document planned again stays the same.  PCI
 * controllers stay where they are: those that we add stand last. */
static void
controller_settle(Domain *domain)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    unsigned next = 0;

    for (unsigned i = 0; i < domain->devices->len; i++) {
        Controller *controller = controller_at(domain, i);
        unsigned at = 0;

        if (controller == NULL)
            continue;
        for (at = 0; at < sorted->len && controller->type != CONTROLLER_PCI; at++) {
            const Controller *other = g_ptr_array_index(sorted, at);

            if (other->type == controller->type && other->index.value > controller->index.value)
                break;
        }
        g_ptr_array_insert(sorted, controller->type == CONTROLLER_PCI ? -1 : (int)at, controller);
    }
    for (unsigned i = 0; i < domain->devices->len; i++)
        if (controller_at(domain, i) != NULL)
            domain->devices->pdata[i] = g_ptr_array_index(sorted, next++);
}

/* Every index that is not stated is known before anybody asks for a controller by its index. */
static void
controller_add_implicit(Domain *domain, const DomainContext *context)
{
    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        Controller *controller = controller_at(domain, i);

        if (controller != NULL && !controller->index.is_set)
            controller->index = OPTIONAL_UINT(next_index(domain, controller->type));
    }
    controller_settle(domain);
    if (!has_type(domain, CONTROLLER_USB))
        controller_require(domain, CONTROLLER_USB, 0);
    controller_require(domain, CONTROLLER_PCI, 0);
}

/* Where a stated model is not one of QEMU's for pseries, check() says so. */
static const ControllerModel default_models[] = {
    [CONTROLLER_PCI] = CONTROLLER_MODEL_PCI_ROOT,
    [CONTROLLER_USB] = CONTROLLER_MODEL_QEMU_XHCI,
    [CONTROLLER_SCSI] = CONTROLLER_MODEL_IBMVSCSI,
    [CONTROLLER_XENBUS] = CONTROLLER_MODEL_ABSENT, /* the last: the others have none, either */
};

static void
complete_pci(Controller *controller)
{
    if (controller->pci_model.name == NULL)
        controller->pci_model.name = g_strdup(controller_driver(controller));
    if (controller->model == CONTROLLER_MODEL_PCI_BRIDGE && !controller->target.chassis_nr.is_set)
        controller->target.chassis_nr = controller->index;
    if (controller->model == CONTROLLER_MODEL_PCI_ROOT && controller->index.value == 0 &&
        !controller->target.index.is_set)
        controller->target.index = OPTIONAL_UINT(0);
}

/* The functions of Intel's USB 2 chip, which sit in one slot. */
static const struct {
    unsigned function;
    Tristate is_multifunction;
} ich9_functions[] = {
    [CONTROLLER_MODEL_ICH9_EHCI1] = {7, TRISTATE_ABSENT},
    [CONTROLLER_MODEL_ICH9_UHCI1] = {0, TRISTATE_YES},
    [CONTROLLER_MODEL_ICH9_UHCI2] = {1, TRISTATE_ABSENT},
    [CONTROLLER_MODEL_ICH9_UHCI3] = {2, TRISTATE_ABSENT},
};

static bool
is_of_ich9(const Controller *controller)
{
    return controller->model >= CONTROLLER_MODEL_ICH9_EHCI1 &&
           controller->model <= CONTROLLER_MODEL_ICH9_UHCI3;
}

static void
complete_ich9(Controller *controller)
{
    Address *address = &controller->device.address;

    if (address->type != ADDRESS_NONE && (address->slot.is_set || address->function.is_set))
        return;
    address->type = ADDRESS_PCI;
    address->function = OPTIONAL_UINT(ich9_functions[controller->model].function);
    address->multifunction = ich9_functions[controller->model].is_multifunction;
}

static void
controller_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Controller *controller = (Controller *)(void *)device;

    (void)context;
    (void)report;
    if (!controller->index.is_set)
        controller->index = OPTIONAL_UINT(next_index(domain, controller->type));
    if (controller->model == CONTROLLER_MODEL_ABSENT)
        controller->model = default_models[controller->type];
    if (controller->type == CONTROLLER_PCI)
        complete_pci(controller);
    if (is_of_ich9(controller))
        complete_ich9(controller);
}

/* ---- for QEMU ---- */

/* Returns: (nullable) the first function of the chip that @controller is one of. */
static const Device *
first_of_chip(const Controller *controller, const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Controller *other = controller_at(domain, i);

        if (other == controller)
            return NULL;
        if (other != NULL && other->type == CONTROLLER_USB && is_of_ich9(other) &&
            other->index.value == controller->index.value)
            return &other->device;
    }
    return NULL;
}

static AddressNeed
controller_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Controller *controller = as_controller(device);
    AddressNeed need = {.type = ADDRESS_PCI, .model = NULL};

    (void)context;
    if (controller->model == CONTROLLER_MODEL_PCI_ROOT || controller_driver(controller) == NULL)
        return (AddressNeed){.type = ADDRESS_NONE};
    need.model = controller_qom_type(controller);
    need.is_bridge = controller->type == CONTROLLER_PCI;
    if (controller->type == CONTROLLER_CCID)
        need.type = ADDRESS_USB;
    if (is_of_ich9(controller))
        need.slot_mate = first_of_chip(controller, domain);
    if (controller->model == CONTROLLER_MODEL_IBMVSCSI) {
        need.type = ADDRESS_SPAPR_VIO;
        need.vio_base = 0x2000;
    }
    return need;
}

static char *
controller_id(const Device *device, const Domain *domain, unsigned position)
{
    const Controller *controller = as_controller(device);
    unsigned index = (unsigned)controller->index.value;

    (void)domain;
    (void)position;
    /* A companion makes no bus, so nobody needs its id, which would be its master's. */
    if (controller->master.start_port.is_set)
        return NULL;
    switch (controller->type) {
    case CONTROLLER_NONE:
    case CONTROLLER_IDE:
    case CONTROLLER_FDC:
    case CONTROLLER_ISA:
    case CONTROLLER_XENBUS:
        break;
    case CONTROLLER_PCI:
        return g_strdup_printf("pci.%u", index);
    case CONTROLLER_USB:
        return index == 0 ? g_strdup("usb") : g_strdup_printf("usb%u", index);
    case CONTROLLER_SCSI:
        return g_strdup_printf("scsi%u", index);
    case CONTROLLER_SATA:
        return g_strdup_printf("sata%u", index);
    case CONTROLLER_VIRTIO_SERIAL:
        return g_strdup_printf("virtio-serial%u", index);
    case CONTROLLER_CCID:
        return g_strdup_printf("ccid%u", index);
    }
    return NULL;
}

static void
write_driver(const Controller *controller, JsonObject *part)
{
    const ControllerDriver *driver = &controller->driver;

    virtio_options_write(&driver->virtio, part);
    if (driver->iothread.is_set)
        part_set_string_format(part, "iothread", "iothread%u", (unsigned)driver->iothread.value);
    part_set_optional_uint(part, "num_queues", driver->queues);
    part_set_optional_uint(part, "cmd_per_lun", driver->cmd_per_lun);
    part_set_optional_uint(part, "max_sectors", driver->max_sectors);
    part_set_tristate(part, "ioeventfd", driver->ioeventfd);
}

static void
write_own(const Controller *controller, const Domain *domain, JsonObject *part)
{
    if (controller->type == CONTROLLER_PCI) {
        part_set_optional_uint(part, "index", controller->target.index);
        part_set_optional_uint(part, "chassis_nr", controller->target.chassis_nr);
        part_set_optional_uint(part, "numa_node", controller->target.node);
    } else if (controller->type == CONTROLLER_USB) {
        part_set_optional_uint(part, "p2", controller->ports);
        part_set_optional_uint(part, "p3", controller->ports);
    } else if (controller->type == CONTROLLER_VIRTIO_SERIAL) {
        part_set_optional_uint(part, "max_ports", controller->ports);
        part_set_optional_uint(part, "vectors", controller->vectors);
    }
    if (controller->master.start_port.is_set) {
        g_autofree char *bus = controller_bus_name(domain, CONTROLLER_USB, controller->index.value);

        part_set_string(part, "masterbus", bus);
        part_set_optional_uint(part, "firstport", controller->master.start_port);
    }
    write_driver(controller, part);
}

static void
controller_parts(const Device *device, const Domain *domain, const DomainContext *context,
                 PartList *parts)
{
    const Controller *controller = as_controller(device);
    JsonObject *part = NULL;

    (void)context;
    if (controller_driver(controller) == NULL ||
        (controller->type == CONTROLLER_PCI && controller->index.value == 0))
        return;
    part = device_rules_part(device, controller_driver(controller), parts);
    write_own(controller, domain, part);
    controller_write_address(domain, device, part);
}

/* Host bridges first, then bridges from the outer to the inner. */
static unsigned
controller_start_rank(const Device *device, const Domain *domain)
{
    const Controller *controller = as_controller(device);
    unsigned rank = START_BRIDGE;

    if (controller->type == CONTROLLER_CCID)
        return START_ON_HUB;
    if (controller->type != CONTROLLER_PCI)
        return START_CONTROLLER;
    if (controller->model == CONTROLLER_MODEL_PCI_ROOT)
        return START_PHB;
    while (controller != NULL && controller->model == CONTROLLER_MODEL_PCI_BRIDGE &&
           rank < START_CONTROLLER - 1) {
        controller = controller_find(domain, CONTROLLER_PCI, controller->device.address.bus.value);
        rank++;
    }
    return rank;
}

/* A companion goes behind its master, which shares type and index with it and with nobody else; all
 * others stay where they are. */
static DeviceOrder
controller_order(const Device *device)
{
    const Controller *controller = as_controller(device);

    return (DeviceOrder){((unsigned)controller->type << 24) | (unsigned)controller->index.value,
                         controller->master.start_port.is_set};
}

const DeviceKind controller_kind = {
    .order = controller_order,
    .settle = controller_settle,
    .start_rank = controller_start_rank,
    .binding = &controller_binding,
    .placement_rank = PLACE_CONTROLLER,
    .add_implicit = controller_add_implicit,
    .complete = controller_complete,
    .check = controller_check,
    .check_all = controller_check_all,
    .need = controller_need,
    .id = controller_id,
    .parts = controller_parts,
};
