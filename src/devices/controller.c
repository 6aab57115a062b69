/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller_xml.h"
#include "devices/device_rules.h"

/* What each model is to QEMU, and of which type it is. */
static const struct {
    ControllerType type;
    const char *driver;
} model_rows[] = {
    [CONTROLLER_MODEL_PCI_ROOT] = {CONTROLLER_PCI, "spapr-pci-host-bridge"},
    [CONTROLLER_MODEL_PCI_BRIDGE] = {CONTROLLER_PCI, "pci-bridge"},
    [CONTROLLER_MODEL_NONE] = {CONTROLLER_USB, NULL},
    [CONTROLLER_MODEL_QEMU_XHCI] = {CONTROLLER_USB, "qemu-xhci"},
    [CONTROLLER_MODEL_NEC_XHCI] = {CONTROLLER_USB, "nec-usb-xhci"},
    [CONTROLLER_MODEL_PCI_OHCI] = {CONTROLLER_USB, "pci-ohci"},
    [CONTROLLER_MODEL_EHCI] = {CONTROLLER_USB, "usb-ehci"},
    [CONTROLLER_MODEL_PIIX3_UHCI] = {CONTROLLER_USB, "piix3-usb-uhci"},
    [CONTROLLER_MODEL_PIIX4_UHCI] = {CONTROLLER_USB, "piix4-usb-uhci"},
    [CONTROLLER_MODEL_VT82C686B_UHCI] = {CONTROLLER_USB, "vt82c686b-usb-uhci"},
    [CONTROLLER_MODEL_ICH9_EHCI1] = {CONTROLLER_USB, "ich9-usb-ehci1"},
    [CONTROLLER_MODEL_ICH9_UHCI1] = {CONTROLLER_USB, "ich9-usb-uhci1"},
    [CONTROLLER_MODEL_ICH9_UHCI2] = {CONTROLLER_USB, "ich9-usb-uhci2"},
    [CONTROLLER_MODEL_ICH9_UHCI3] = {CONTROLLER_USB, "ich9-usb-uhci3"},
    [CONTROLLER_MODEL_VIRTIO_SCSI] = {CONTROLLER_SCSI, "virtio-scsi-pci"},
    [CONTROLLER_MODEL_IBMVSCSI] = {CONTROLLER_SCSI, "spapr-vscsi"},
    [CONTROLLER_MODEL_LSILOGIC] = {CONTROLLER_SCSI, "lsi"},
    [CONTROLLER_MODEL_LSISAS1078] = {CONTROLLER_SCSI, "megasas"},
    [CONTROLLER_MODEL_LSISAS1068] = {CONTROLLER_SCSI, "mptsas1068"},
    [CONTROLLER_MODEL_VIRTIO] = {CONTROLLER_VIRTIO_SERIAL, "virtio-serial-pci"},
    [CONTROLLER_MODEL_VIRTIO_TRANSITIONAL] = {CONTROLLER_NONE, "-transitional"},
    [CONTROLLER_MODEL_VIRTIO_NON_TRANSITIONAL] = {CONTROLLER_NONE, "-non-transitional"},
};

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
 * a larger one, else to the end.  PCI controllers stay where they are: those that we add stand
 * last, and a planned document planned again is to stay the same. */
static void
sort_stated(Domain *domain)
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
    sort_stated(domain);
    if (!has_type(domain, CONTROLLER_USB))
        controller_require(domain, CONTROLLER_USB, 0);
    controller_require(domain, CONTROLLER_PCI, 0);
}

/* Where a stated model is not one of QEMU's for pseries, check() says so. */
static const ControllerModel default_models[] = {
    [CONTROLLER_PCI] = CONTROLLER_MODEL_PCI_ROOT,
    [CONTROLLER_USB] = CONTROLLER_MODEL_QEMU_XHCI,
    [CONTROLLER_SCSI] = CONTROLLER_MODEL_IBMVSCSI,
    [CONTROLLER_VIRTIO_SERIAL] = CONTROLLER_MODEL_ABSENT,
};

static void
complete_pci(Controller *controller)
{
    if (controller->pci_model.name == NULL)
        controller->pci_model.name = g_strdup(model_rows[controller->model].driver);
    if (controller->model == CONTROLLER_MODEL_PCI_BRIDGE && !controller->target.chassis_nr.is_set)
        controller->target.chassis_nr = controller->index;
    if (controller->model == CONTROLLER_MODEL_PCI_ROOT && controller->index.value == 0 &&
        !controller->target.index.is_set)
        controller->target.index = OPTIONAL_UINT(0);
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
}

/* ---- checks ---- */

static bool
is_virtio_form(ControllerModel model)
{
    return model == CONTROLLER_MODEL_VIRTIO_TRANSITIONAL ||
           model == CONTROLLER_MODEL_VIRTIO_NON_TRANSITIONAL;
}

static bool
fits_type(const Controller *controller)
{
    if (controller->model == CONTROLLER_MODEL_ABSENT)
        return true;
    if (is_virtio_form(controller->model))
        return controller->type == CONTROLLER_SCSI || controller->type == CONTROLLER_VIRTIO_SERIAL;
    return model_rows[controller->model].type == controller->type;
}

static void
check_phb(const Controller *controller, const Domain *domain, Report *report)
{
    const GPtrArray *cells = domain->cpu != NULL ? domain->cpu->numa.cells : NULL;
    unsigned n_cells = cells != NULL ? cells->len : 0;
    unsigned line = controller->device.line;

    if (controller->device.address.type != ADDRESS_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("pci-root and pcie-root controllers should not have an address: its target "
                       "index says which PHB it is"));
    if (controller->target.index.is_set &&
        (controller->index.value == 0) != (controller->target.index.value == 0))
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("Only the PCI controller with index 0 can have target index 0, and vice versa: "
              "controller '%u' has target index '%u'"),
            (unsigned)controller->index.value, (unsigned)controller->target.index.value);
    if (!controller->target.node.is_set)
        return;
    if (controller->index.value == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("The PCI controller with index=0 can't be associated with a NUMA node"));
    else if (controller->target.node.value >= n_cells)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("pci-root with index %u is configured for a NUMA node (%u) not present in the "
              "domain's <cpu><numa> array"),
            (unsigned)controller->index.value, (unsigned)controller->target.node.value);
}

static void
check_pci(const Controller *controller, const Domain *domain, Report *report)
{
    const char *driver = model_rows[controller->model].driver;

    if (controller->index.value == 0 && controller->model != CONTROLLER_MODEL_PCI_ROOT)
        report_error(
            report, VIR_ERR_XML_ERROR, controller->device.line,
            _("The PCI controller with index='0' must be model='pci-root' for this machine "
              "type, but model='%s' was found instead"),
            controller_model_names.names[controller->model]);
    if (g_strcmp0(controller->pci_model.name, driver) != 0)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
            _("PCI controller model name '%s' is not valid for a %s controller: it is '%s'"),
            controller->pci_model.name, controller_model_names.names[controller->model], driver);
    if (controller->model == CONTROLLER_MODEL_PCI_ROOT)
        check_phb(controller, domain, report);
}

static bool
is_xhci(const Controller *controller)
{
    return controller->model == CONTROLLER_MODEL_QEMU_XHCI ||
           controller->model == CONTROLLER_MODEL_NEC_XHCI;
}

static void
check_usb(const Controller *controller, Report *report)
{
    if (controller->ports.is_set && !is_xhci(controller))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("usb controller type '%s' doesn't support 'ports' with this QEMU binary"),
                     controller_model_names.names[controller->model]);
    if (controller->ports.is_set && controller->ports.value > 15)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("'%s' controller only supports up to '15' ports"),
                     controller_model_names.names[controller->model]);
}

static void
controller_check(const Device *device, const Domain *domain, const DomainContext *context,
                 Report *report)
{
    const Controller *controller = as_controller(device);
    AddressNeed need = controller_kind.need(device, domain, context);

    if (controller->type == CONTROLLER_NONE)
        return;
    if (!fits_type(controller)) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a controller of type '%s' cannot have model '%s'"),
                     controller_type_names.names[controller->type],
                     controller_model_names.names[controller->model]);
        return;
    }
    if (controller->type == CONTROLLER_PCI)
        check_pci(controller, domain, report);
    else if (controller->type == CONTROLLER_USB)
        check_usb(controller, report);
    if (need.model != NULL)
        device_rules_emulated(device, need.model, context, report);
}

static void
controller_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Controller *controller = controller_at(domain, i);
        uint64_t key = 0;

        if (controller == NULL || controller->master.start_port.is_set)
            continue;
        key = (uint64_t)controller->type * 1000 + controller->index.value;
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(key)) && controller->type != CONTROLLER_USB)
            report_error(report, VIR_ERR_XML_ERROR, controller->device.line,
                         _("Multiple '%s' controllers with index '%u'"),
                         controller_type_names.names[controller->type],
                         (unsigned)controller->index.value);
    }
}

/* ---- for QEMU ---- */

/* Returns: (borrowed, nullable) QEMU's device type. */
static const char *
driver_of(const Controller *controller)
{
    const char *base =
        controller->type == CONTROLLER_SCSI ? "virtio-scsi-pci" : "virtio-serial-pci";
    g_autofree char *name = NULL;

    if (is_virtio_form(controller->model)) {
        name = g_strconcat(base, model_rows[controller->model].driver, NULL);
        return g_intern_string(name);
    }
    if (controller->model == CONTROLLER_MODEL_ABSENT)
        return base;
    return model_rows[controller->model].driver;
}

static AddressNeed
controller_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Controller *controller = as_controller(device);
    AddressNeed need = {.type = ADDRESS_PCI, .model = NULL};

    (void)domain;
    (void)context;
    if (controller->type == CONTROLLER_NONE || controller->model == CONTROLLER_MODEL_PCI_ROOT ||
        controller->model == CONTROLLER_MODEL_NONE)
        return (AddressNeed){.type = ADDRESS_NONE};
    need.model = driver_of(controller);
    need.is_bridge = controller->type == CONTROLLER_PCI;
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
    switch (controller->type) {
    case CONTROLLER_NONE:
        break;
    case CONTROLLER_PCI:
        return g_strdup_printf("pci.%u", index);
    case CONTROLLER_USB:
        return index == 0 ? g_strdup("usb") : g_strdup_printf("usb%u", index);
    case CONTROLLER_SCSI:
        return g_strdup_printf("scsi%u", index);
    case CONTROLLER_VIRTIO_SERIAL:
        return g_strdup_printf("virtio-serial%u", index);
    }
    return NULL;
}

static void
write_driver(const Controller *controller, JsonObject *part)
{
    const ControllerDriver *driver = &controller->driver;

    virtio_options_write(&driver->virtio, part);
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
    if (controller->model == CONTROLLER_MODEL_NONE ||
        (controller->type == CONTROLLER_PCI && controller->index.value == 0))
        return;
    part = device_rules_part(device, driver_of(controller), parts);
    /* A companion has no bus of its own, so nobody needs its id, which would be its master's. */
    if (controller->master.start_port.is_set)
        json_object_remove_member(part, "id");
    write_own(controller, domain, part);
    controller_write_address(domain, device, part);
}

const DeviceKind controller_kind = {
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
