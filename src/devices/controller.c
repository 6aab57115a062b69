/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller_check.h"
#include "devices/controller_list.h"
#include "devices/controller_model.h"
#include "devices/controller_pci.h"
#include "devices/controller_xml.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const Controller *
as_controller(const Device *device)
{
    return (const Controller *)(const void *)device;
}

/* ---- defaults ---- */

static void
set_index(Controller *controller, const Domain *domain, uint64_t index)
{
    controller->index = OPTIONAL_UINT(index);
    device_index_forget(domain->index);
}

static bool
has_usb(const Domain *domain)
{
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        if (controller->type == CONTROLLER_USB)
            return true;
    return false;
}

/* A new guest has a USB controller of index 0, whatever others it has; one that has been without it
 * stays so. */
static void
add_built_in(Domain *domain, const char *type_name, const DomainContext *context)
{
    const MachineDefaults *defaults = context->rules->defaults;
    ControllerType type = (ControllerType)name_table_value(&controller_type_names, type_name);
    Controller *controller = NULL;

    if (controller_find(domain, type, 0) != NULL ||
        (type == CONTROLLER_USB && !context->is_new && has_usb(domain)))
        return;
    controller = controller_require(domain, type, 0);
    if (type == CONTROLLER_USB)
        controller->model =
            (ControllerModel)name_table_value(&controller_model_names, defaults->usb_controller);
}

static void
controller_add_implicit(Domain *domain, const DomainContext *context)
{
    const MachineDefaults *defaults = context->rules->defaults;
    g_auto(GStrv) types = g_strsplit(defaults->controllers, " ", -1);

    controller_list_number(domain);
    for (size_t i = 0; types[i] != NULL; i++)
        add_built_in(domain, types[i], context);
    controller_list_add_built_in(domain);
}

/* check() reports a model that the machine does not have. */
static ControllerModel
default_model(const Controller *controller, const MachineDefaults *defaults)
{
    const char *name = NULL;

    if (controller->type == CONTROLLER_USB)
        name = defaults->usb_model;
    if (controller->type == CONTROLLER_SCSI)
        name = defaults->scsi_model;
    return name != NULL ? (ControllerModel)name_table_value(&controller_model_names, name)
                        : CONTROLLER_MODEL_ABSENT;
}

static bool
is_root(const Controller *controller, const DomainContext *context)
{
    const BusRule *rule = NULL;

    if (controller->type == CONTROLLER_PCI)
        rule = controller_bus_rule(controller, context->rules);
    return rule != NULL && machine_bus_is_root(rule);
}

/* True for a controller that is built into the machine. */
static bool
is_built_in(const Controller *controller, const DomainContext *context)
{
    const MachineFixedSlot *fixed =
        controller->index.value == 0
            ? machine_fixed_slot(context->rules, controller_fixed_slot(controller))
            : NULL;

    if (is_root(controller, context) && controller->index.value == 0)
        return !context->rules->buses->is_made;
    return fixed != NULL;
}

/* The functions of Intel's USB 2 controller share one slot; companions have two of its ports each.
 */
static const struct {
    unsigned function;
    Tristate is_multifunction;
    OptionalUint start_port;
} ich9_functions[] = {
    [CONTROLLER_MODEL_ICH9_EHCI1] = {7, TRISTATE_ABSENT, {0, false}},
    [CONTROLLER_MODEL_ICH9_UHCI1] = {0, TRISTATE_YES, {0, true}},
    [CONTROLLER_MODEL_ICH9_UHCI2] = {1, TRISTATE_ABSENT, {2, true}},
    [CONTROLLER_MODEL_ICH9_UHCI3] = {2, TRISTATE_ABSENT, {4, true}},
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

    if (!controller->master.start_port.is_set)
        controller->master.start_port = ich9_functions[controller->model].start_port;
    /* An address without a slot, or with slot 0 of bus 0, says nothing of functions, either. */
    if (address->type != ADDRESS_NONE && address->slot.is_set &&
        (address->slot.value != 0 || address->bus.value != 0))
        return;
    address->slot = (OptionalUint){0, false};
    if (address->bus.value == 0)
        address->bus = (OptionalUint){0, false};
    address->type = ADDRESS_PCI;
    address->function = OPTIONAL_UINT(ich9_functions[controller->model].function);
    address->multifunction = ich9_functions[controller->model].is_multifunction;
}

static void
controller_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Controller *controller = (Controller *)(void *)device;

    if (controller->type == CONTROLLER_PCI && controller->model == CONTROLLER_MODEL_ABSENT &&
        device->line != 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<controller type='pci'> lacks its model, such as 'pci-root'"));
    if (!controller->index.is_set)
        set_index(controller, domain,
                  device_index_first_free(domain->index, domain->devices, controller->type));
    if (controller->model == CONTROLLER_MODEL_ABSENT)
        controller->model = default_model(controller, context->rules->defaults);
    if (controller->type == CONTROLLER_PCI)
        controller_pci_complete(controller, domain, context->rules);
    controller->is_built_in = is_built_in(controller, context);
    if (is_of_ich9(controller))
        complete_ich9(controller);
}

/* ---- for QEMU ---- */

static AddressNeed
controller_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Controller *controller = as_controller(device);
    AddressNeed need = {.type = ADDRESS_PCI, .model = controller_qom_type(controller)};

    (void)domain;
    if (need.model == NULL || is_root(controller, context))
        return (AddressNeed){.type = ADDRESS_NONE};
    if (controller->type == CONTROLLER_CCID)
        need.type = ADDRESS_USB;
    need.fixed_slot = controller_fixed_slot(controller);
    if (controller->type == CONTROLLER_PCI) {
        need.makes_bus = controller_model_names.names[controller->model];
        need.makes_index = (unsigned)controller->index.value;
    }
    if (is_of_ich9(controller))
        need.set = (unsigned)controller->index.value + 1;
    if (controller->model == CONTROLLER_MODEL_IBMVSCSI) {
        need.type = ADDRESS_SPAPR_VIO;
        need.vio_base = 0x2000;
    }
    return need;
}

static char *
controller_id(const Device *device, const Domain *domain)
{
    const Controller *controller = as_controller(device);
    unsigned index = (unsigned)controller->index.value;

    (void)domain;
    /* A companion has no id of its own: it would be the master's, and no device is on its bus. */
    if (controller->master.start_port.is_set)
        return NULL;
    if (controller->is_built_in && controller->type != CONTROLLER_PCI)
        return NULL;
    switch (controller->type) {
    case CONTROLLER_NONE:
    case CONTROLLER_IDE:
    case CONTROLLER_FDC:
    case CONTROLLER_ISA:
    case CONTROLLER_XENBUS:
    case CONTROLLER_NVME:
        break;
    case CONTROLLER_PCI:
        return g_strdup_printf(
            controller->model == CONTROLLER_MODEL_PCIE_ROOT ? "pcie.%u" : "pci.%u", index);
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
    const ControllerDriver *driver = XML_READ(controller->driver);

    virtio_options_write(&driver->virtio, part);
    if (driver->iothread.is_set)
        part_set_string_format(part, "iothread", "iothread%u", (unsigned)driver->iothread.value);
    part_set_optional_uint(part, "num_queues", driver->queues);
    part_set_optional_uint(part, "cmd_per_lun", driver->cmd_per_lun);
    part_set_optional_uint(part, "max_sectors", driver->max_sectors);
    part_set_tristate(part, "ioeventfd", driver->ioeventfd);
    iothread_map_write(driver->iothreads, part);
}

static void
write_own(const Controller *controller, const Domain *domain, JsonObject *part)
{
    if (controller->type == CONTROLLER_PCI) {
        part_set_optional_uint(part, "index", controller->target.index);
        part_set_optional_uint(part, "chassis_nr", controller->target.chassis_nr);
        part_set_optional_uint(part, "port", controller->target.port);
        part_set_optional_uint(part, "chassis", controller->target.chassis);
        part_set_optional_uint(part, "bus_nr", controller->target.bus_nr);
        part_set_tristate(part, "hotplug", controller->target.hotplug);
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
    const char *driver = controller->type == CONTROLLER_FDC
                             ? context->rules->defaults->floppy_driver
                             : controller_driver(controller);
    JsonObject *part = NULL;

    if (driver == NULL || controller->is_built_in)
        return;
    part = device_rules_part(device, driver, parts);
    write_own(controller, domain, part);
    controller_write_address(domain, device, part);
}

/* Host bridges first, then bridges from the root outwards. */
static unsigned
controller_start_rank(const Device *device, const Domain *domain)
{
    const Controller *controller = as_controller(device);
    unsigned rank = START_BRIDGE;

    if (controller->type == CONTROLLER_CCID)
        return START_ON_HUB;
    if (controller->type != CONTROLLER_PCI)
        return START_CONTROLLER;
    if (device->address.type == ADDRESS_NONE)
        return START_PHB;
    while (controller != NULL && controller->device.address.type != ADDRESS_NONE &&
           rank < START_CONTROLLER - 1) {
        controller = controller_find(domain, CONTROLLER_PCI, controller->device.address.bus.value);
        rank++;
    }
    return rank;
}

const DeviceKind controller_kind = {
    .number = controller_number,
    .arrange = controller_list_arrange,
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
