/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller_check.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller_model.h"
#include "devices/controller_pci.h"
#include "devices/controller_xml.h"
#include "devices/device_rules.h"
#include "devices/graphics.h"
#include "domain/domain_walk.h"

static const Controller *
as_controller(const Device *device)
{
    return (const Controller *)(const void *)device;
}

static const char *
model_name(const Controller *controller)
{
    const char *name = controller_model_names.names[controller->model];

    return name != NULL ? name : "virtio";
}

static bool
is_virtio_scsi(const Controller *controller)
{
    return controller->type == CONTROLLER_SCSI && controller_is_virtio(controller);
}

/* ---- attributes of each type ---- */

static bool
has_virtio_options(const Controller *controller)
{
    const VirtioOptions *options = &XML_READ(controller->driver)->virtio;

    return options->iommu != TRISTATE_ABSENT || options->ats != TRISTATE_ABSENT ||
           options->packed != TRISTATE_ABSENT || options->page_per_vq != TRISTATE_ABSENT;
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Controller *controller, Report *report)
{
    const ControllerDriver *driver = XML_READ(controller->driver);
    bool is_pci = controller->type == CONTROLLER_PCI;
    bool is_usb = controller->type == CONTROLLER_USB;
    bool is_serial = controller->type == CONTROLLER_VIRTIO_SERIAL;
    bool is_scsi = is_virtio_scsi(controller);
    const struct {
        bool is_given, is_fitting;
        const char *name, *owner;
    } belongings[] = {
        {driver->queues.is_set, is_scsi, "queues", "virtio-scsi"},
        {driver->cmd_per_lun.is_set, is_scsi, "cmd_per_lun", "virtio-scsi"},
        {driver->max_sectors.is_set, is_scsi, "max_sectors", "virtio-scsi"},
        {driver->ioeventfd != TRISTATE_ABSENT, is_scsi, "ioeventfd", "virtio-scsi"},
        {driver->iothread.is_set, is_scsi, "iothread", "virtio-scsi"},
        {XML_READ(driver->iothreads)->threads != NULL, is_scsi, "<iothreads>", "virtio-scsi"},
        {has_virtio_options(controller), controller_is_virtio(controller), "<driver>", "virtio"},
        {controller->ports.is_set, is_usb || is_serial, "ports", "usb and virtio-serial"},
        {controller->vectors.is_set, is_serial, "vectors", "virtio-serial"},
        {controller->pci_model.name != NULL, is_pci, "<model>", "pci"},
        {xml_binding_is_set(&controller_target_binding, &controller->target), is_pci, "<target>",
         "pci"},
        {controller->master.start_port.is_set, is_usb, "<master>", "usb"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                         _("'%s' is only supported by %s controllers: take it away from %s '%u' of "
                           "model '%s'"),
                         belongings[i].name, belongings[i].owner,
                         controller_type_names.names[controller->type],
                         (unsigned)controller->index.value, model_name(controller));
}

static void
check_iothread(const Controller *controller, const Domain *domain, const DomainContext *context,
               Report *report)
{
    const ControllerDriver *driver = XML_READ(controller->driver);
    OptionalUint iothread = driver->iothread;
    g_autofree char *what =
        g_strdup_printf("SCSI controller %u", (unsigned)controller->index.value);
    const IothreadMapOwner owner = {
        .device = &controller->device,
        .what = what,
        .type = is_virtio_scsi(controller) ? "virtio-scsi-pci" : NULL,
        .queues = driver->queues,
        .iothread = iothread,
    };

    iothread_map_check(driver->iothreads, &owner, domain, context, report);
    if (iothread.is_set && !iothreads_has(domain, iothread.value))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("controller iothread '%u' is not defined by <iothreads> or <iothreadids>"),
                     (unsigned)iothread.value);
}

/* ---- USB ---- */

static void
check_usb(const Controller *controller, Report *report)
{
    bool is_xhci = controller->model == CONTROLLER_MODEL_QEMU_XHCI ||
                   controller->model == CONTROLLER_MODEL_NEC_XHCI;
    bool is_companion = controller->model >= CONTROLLER_MODEL_ICH9_UHCI1 &&
                        controller->model <= CONTROLLER_MODEL_ICH9_UHCI3;

    if (controller->ports.is_set && !is_xhci)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("usb controller type '%s' doesn't support 'ports' with this QEMU binary"),
                     model_name(controller));
    if (controller->ports.is_set && controller->ports.value > 15)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("'%s' controller only supports up to '15' ports"), model_name(controller));
    if (controller->master.start_port.is_set && !is_companion)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                     _("<master> belongs to the models 'ich9-uhci1', 'ich9-uhci2' and "
                       "'ich9-uhci3', not to '%s'"),
                     model_name(controller));
}

/* QEMU finds no bus for a companion otherwise. */
static void
check_master(const Controller *controller, const Domain *domain, Report *report)
{
    const Controller *master = controller_find(domain, CONTROLLER_USB, controller->index.value);

    if (!controller->master.start_port.is_set ||
        (master != NULL &&
         (master->model == CONTROLLER_MODEL_ICH9_EHCI1 || master->model == CONTROLLER_MODEL_EHCI)))
        return;
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                 _("No master USB controller specified: the companion '%s' needs a controller of "
                   "model 'ich9-ehci1' with its index '%u'"),
                 model_name(controller), (unsigned)controller->index.value);
}

/* ---- all ---- */

void
controller_check(const Device *device, const Domain *domain, const DomainContext *context,
                 Report *report)
{
    const Controller *controller = as_controller(device);
    const char *type = controller_type_names.names[controller->type];
    const char *refusal = NULL;

    if (controller->type == CONTROLLER_NONE ||
        !controller_pci_check_first(controller, context->rules, report))
        return;
    refusal = controller_refusal(controller, context->rules);
    if (refusal != NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("%s controllers are not supported with this machine type: %s"),
                     controller->model != CONTROLLER_MODEL_ABSENT ? model_name(controller) : type,
                     refusal);
        return;
    }
    if (!controller_fits_type(controller)) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a controller of type '%s' cannot have model '%s'"), type,
                     model_name(controller));
        return;
    }
    check_belongings(controller, report);
    check_iothread(controller, domain, context, report);
    if (controller->type == CONTROLLER_PCI)
        controller_pci_check(controller, domain, context, report);
    if (controller->type == CONTROLLER_USB) {
        check_usb(controller, report);
        check_master(controller, domain, report);
    }
    if (controller_qom_type(controller) == NULL ||
        device->kind->need(device, domain, context).type == ADDRESS_NONE)
        return;
    device_rules_emulated(device, controller_qom_type(controller), context, report);
    virtio_options_check(&XML_READ(controller->driver)->virtio, controller_qom_type(controller),
                         device->line, report);
}

/* @seen: controllers by type and index, companions, which share their master's, by model as well.
 */
static void
check_index(const Controller *controller, GHashTable *seen, Report *report)
{
    gsize key = (gsize)controller->type << 32 | (gsize)controller->index.value;

    if (controller->master.start_port.is_set)
        key |= (gsize)controller->model << 40;
    if (!g_hash_table_add(seen, GSIZE_TO_POINTER(key)))
        report_error(report, VIR_ERR_XML_ERROR, controller->device.line,
                     _("Multiple '%s' controllers with index '%u'"),
                     controller_type_names.names[controller->type],
                     (unsigned)controller->index.value);
}

void
controller_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    const Controller *no_usb = NULL;
    const Controller *usb = NULL;

    (void)context;
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind) {
        if (controller->type == CONTROLLER_NONE)
            continue;
        check_index(controller, seen, report);
        if (controller->type == CONTROLLER_USB && controller->model == CONTROLLER_MODEL_NONE &&
            no_usb == NULL)
            no_usb = controller;
        else if (controller->type == CONTROLLER_USB)
            usb = controller;
    }
    if (no_usb != NULL && usb != NULL)
        report_error(report, VIR_ERR_XML_ERROR, no_usb->device.line,
                     _("model 'none' says that the guest has no USB, but line %u has another USB "
                       "controller"),
                     usb->device.line);
    if (no_usb != NULL && domain_first(domain, &graphics_kind) != NULL)
        report_warning(report, no_usb->device.line,
                       _("model 'none' of <controller type='usb'> beside <graphics>: libvirt's own "
                         "daemon (9.0 to 11.3 at least) refuses this document, as it gives every "
                         "display a USB keyboard and mouse; remove the controller, or <graphics>, "
                         "where it is to take it"));
}

void
controller_check_reach(const Device *device, ControllerType type, const char *name,
                       const Domain *domain, Report *report)
{
    const Address *at = &device->address;
    const Controller *controller = NULL;
    const ControllerReach *reach = NULL;

    if (at->type != ADDRESS_DRIVE)
        return;
    controller = controller_find(domain, type, at->controller.value);
    if (controller == NULL)
        return;
    reach = controller_reach(controller);
    if (at->bus.value > reach->bus || at->target.value > reach->target ||
        at->unit.value > reach->unit)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("the address of %s is beyond %s controller '%u', which has buses to '%u', "
                       "targets to '%u' and units to '%u'"),
                     name, type == CONTROLLER_SATA ? "SATA" : "SCSI",
                     (unsigned)at->controller.value, reach->bus, reach->target, reach->unit);
}
