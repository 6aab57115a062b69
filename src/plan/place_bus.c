/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place_bus.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "address/drive_set.h"
#include "address/serial_port_set.h"
#include "address/usb_set.h"
#include "address/vio_set.h"
#include "devices/controller.h"
#include "devices/disk.h"
#include "devices/hostdev.h"
#include "devices/hub.h"
#include "devices/input.h"
#include "devices/nvram.h"
#include "devices/redirdev.h"
#include "devices/serial.h"
#include "devices/sound.h"
#include "domain/domain_walk.h"

/* Ports of a virtio-serial controller by default (QEMU's max_ports). */
enum { DEFAULT_SERIAL_PORTS = 31, HUB_PORTS = 8 };

/* The largest index that a <controller> may have. */
enum { LAST_CONTROLLER = 255 };

AddressNeed
place_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const AddressNeed none = {.type = ADDRESS_NONE};

    return device->kind->need != NULL ? device->kind->need(device, domain, context) : none;
}

GArray *
place_requests(const Domain *domain, const DomainContext *context)
{
    GArray *requests = g_array_new(FALSE, FALSE, sizeof(PlaceRequest));

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        PlaceRequest request = {device, place_need(device, domain, context)};

        if (request.need.type != ADDRESS_NONE && request.need.type != ADDRESS_PCI)
            g_array_append_val(requests, request);
    }
    return requests;
}

static PlaceRequest *
request_at(const GArray *requests, unsigned i)
{
    return &g_array_index(requests, PlaceRequest, i);
}

/* Adds @problem (taken), which is about @device, to the report. */
static void
report_take(Report *report, const Device *device, GError *problem)
{
    unsigned line = device->address.line != 0 ? device->address.line : device->line;

    report_error(report, problem->code, line, "%s", problem->message);
    g_error_free(problem);
}

/* ---- spapr-vio ---- */

static bool
has_nvram(const Domain *domain)
{
    return domain_first(domain, &nvram_kind) != NULL;
}

static void
choose_vio(VioSet *set, Device *device, uint64_t base, Report *report)
{
    GError *problem = NULL;
    uint64_t reg = 0;

    if (vio_set_find(set, base, &reg, &problem) && vio_set_claim(set, reg, device, &problem)) {
        device->address.type = ADDRESS_SPAPR_VIO;
        device->address.reg = OPTIONAL_UINT(reg);
        return;
    }
    report_take(report, device, problem);
}

void
place_vio(const GArray *requests, const Domain *domain, const DomainContext *context,
          Report *report)
{
    g_autoptr(VioSet) set = vio_set_new(machine_facts_is_at_least(context->machine, 3, 1));

    if (!has_nvram(domain))
        vio_set_claim(set, VIO_DEFAULT_NVRAM_REG, NULL, NULL);
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < requests->len; i++) {
            const AddressNeed *need = &request_at(requests, i)->need;
            Device *device = request_at(requests, i)->device;
            bool is_stated = device->address.reg.is_set;
            GError *problem = NULL;

            if (need->type != ADDRESS_SPAPR_VIO)
                continue;
            if (pass == 0 && !context->rules->has_papr)
                report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                             _("%s '%s' is a device of spapr-vio, which machine '%s' has not: "
                               "choose a model on another bus"),
                             device_name(device), need->model, context->machine->name);
            if (pass == 0 && is_stated &&
                !vio_set_claim(set, device->address.reg.value, device, &problem))
                report_take(report, device, problem);
            if (pass == 1 && !is_stated)
                choose_vio(set, device, need->vio_base, report);
        }
}

/* ---- drives: the address follows from the name, there is nothing to choose ---- */

void
place_drives(const GArray *requests, Report *report)
{
    g_autoptr(DriveSet) set = drive_set_new();

    for (unsigned i = 0; i < requests->len; i++) {
        const PlaceRequest *request = request_at(requests, i);
        GError *problem = NULL;

        if (request->need.type != ADDRESS_DRIVE)
            continue;
        if (request->device->address.controller.value > LAST_CONTROLLER)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, request->device->line,
                         _("%s would sit on controller '%" PRIu64
                           "', and the last one is '%d': give "
                           "controllers more devices each, by <address type='drive'>"),
                         device_name(request->device), request->device->address.controller.value,
                         LAST_CONTROLLER);
        if (!address_is_open_drive(&request->device->address) &&
            !drive_set_claim(set, request->device, request->need.drive_bus, &problem))
            report_take(report, request->device, problem);
    }
}

/* ---- USB ---- */

static void
add_usb_buses(UsbSet *set, const Domain *domain)
{
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind) {
        if (controller->type != CONTROLLER_USB || controller->model == CONTROLLER_MODEL_NONE ||
            controller->master.start_port.is_set)
            continue;
        usb_set_add_bus(set, (unsigned)controller->index.value, controller_usb_ports(controller));
    }
}

static unsigned
hub_ports(const Device *device)
{
    return device->kind == &hub_kind ? HUB_PORTS : 0;
}

/* Shorter paths first: a hub must be claimed before the devices on it. */
static int
compare_ports(gconstpointer a, gconstpointer b)
{
    const Device *one = *(Device *const *)a;
    const Device *other = *(Device *const *)b;
    size_t length = strlen(one->address.port);
    size_t other_length = strlen(other->address.port);

    return (length > other_length) - (length < other_length);
}

static void
claim_usb(UsbSet *set, GPtrArray *stated, Report *report)
{
    g_ptr_array_sort(stated, compare_ports);
    for (unsigned i = 0; i < stated->len; i++) {
        const Device *device = g_ptr_array_index(stated, i);
        GError *problem = NULL;

        if (!usb_set_claim(set, (unsigned)device->address.bus.value, device->address.port,
                           hub_ports(device), &problem))
            report_take(report, device, problem);
    }
}

static void
choose_usb(UsbSet *set, Device *device, Report *report)
{
    GError *problem = NULL;
    unsigned bus = 0;
    char *port = usb_set_find(set, device->address.bus, &bus, &problem);

    if (port == NULL || !usb_set_claim(set, bus, port, hub_ports(device), &problem)) {
        /* The document has no such hub; the device that it was added for reports the problem. */
        if (hub_ports(device) > 0 && device->line == 0)
            g_error_free(problem);
        else
            report_take(report, device, problem);
        g_free(port);
        return;
    }
    device->address.type = ADDRESS_USB;
    device->address.bus = OPTIONAL_UINT(bus);
    device->address.port = port;
}

/* The order of kinds, as in libvirt; hubs first, since they provide ports. */
static unsigned
usb_rank(const Device *device)
{
    static const DeviceKind *const kinds[] = {&hub_kind,        &hostdev_kind, &disk_kind,
                                              &controller_kind, &input_kind,   &serial_kind,
                                              &sound_kind,      &redirdev_kind};
    unsigned rank = 0;

    while (rank < G_N_ELEMENTS(kinds) && kinds[rank] != device->kind)
        rank++;
    return rank;
}

/* A device without a port, with its sort keys. */
typedef struct {
    Device *device;
    unsigned rank, position;
} OpenDevice;

static int
compare_open(gconstpointer a, gconstpointer b)
{
    const OpenDevice *one = a;
    const OpenDevice *other = b;

    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->position > other->position) - (one->position < other->position);
}

/* Adds hubs when there are not enough ports; each hub takes one itself. */
static void
add_hubs(const UsbSet *set, GArray *requests, Domain *domain, const DomainContext *context)
{
    unsigned n_ports = usb_set_n_ports(set);
    unsigned n_devices = 0;
    unsigned n_hubs = 0;

    for (unsigned i = 0; i < requests->len; i++) {
        n_ports += hub_ports(request_at(requests, i)->device);
        n_devices += request_at(requests, i)->need.type == ADDRESS_USB;
    }
    if (n_devices > n_ports)
        n_hubs = (n_devices - n_ports + 1 + HUB_PORTS - 2) / (HUB_PORTS - 1);
    for (unsigned i = 0; i < n_hubs && n_ports > 0 && !context->is_papr; i++) {
        PlaceRequest request = {domain_add_device(domain, device_new(&hub_kind)),
                                {.type = ADDRESS_USB}};

        ((Hub *)(void *)request.device)->type = HUB_USB;
        g_array_append_val(requests, request);
    }
}

void
place_usb(GArray *requests, Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(UsbSet) set = usb_set_new();
    g_autoptr(GPtrArray) stated = g_ptr_array_new();
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(OpenDevice));

    add_usb_buses(set, domain);
    add_hubs(set, requests, domain, context);
    for (unsigned i = 0; i < requests->len; i++) {
        Device *device = request_at(requests, i)->device;
        OpenDevice entry = {device, usb_rank(device), i};

        if (request_at(requests, i)->need.type != ADDRESS_USB)
            continue;
        if (device->address.port != NULL && !device->address.bus.is_set)
            device->address.bus = OPTIONAL_UINT(0);
        if (device->address.port != NULL)
            g_ptr_array_add(stated, device);
        else
            g_array_append_val(open, entry);
    }
    claim_usb(set, stated, report);
    g_array_sort(open, compare_open);
    for (unsigned i = 0; i < open->len; i++)
        choose_usb(set, g_array_index(open, OpenDevice, i).device, report);
}

/* ---- virtio-serial ---- */

static void
add_serial_controllers(SerialPortSet *set, const Domain *domain)
{
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind) {
        if (controller->type == CONTROLLER_VIRTIO_SERIAL)
            serial_port_set_add(set, (unsigned)controller->index.value,
                                controller->ports.is_set ? (unsigned)controller->ports.value
                                                         : DEFAULT_SERIAL_PORTS);
    }
}

static void
choose_serial_port(SerialPortSet *set, Device *device, Report *report)
{
    Address *address = &device->address;
    GError *problem = NULL;
    unsigned controller = 0;
    unsigned port = 0;

    if (!serial_port_set_find(set, address->controller, &controller, &port, &problem) ||
        !serial_port_set_claim(set, controller, port, &problem)) {
        report_take(report, device, problem);
        return;
    }
    address->type = ADDRESS_VIRTIO_SERIAL;
    address->controller = OPTIONAL_UINT(controller);
    address->bus = OPTIONAL_UINT(0);
    address->port = g_strdup_printf("%u", port);
}

static void
claim_serial_port(SerialPortSet *set, Device *device, Report *report)
{
    GError *problem = NULL;
    Address *address = &device->address;

    if (!address->bus.is_set)
        address->bus = OPTIONAL_UINT(0);
    if (!address->controller.is_set)
        address->controller = OPTIONAL_UINT(0);
    if (!serial_port_set_claim(set, (unsigned)address->controller.value,
                               (unsigned)strtoul(address->port, NULL, 10), &problem))
        report_take(report, device, problem);
}

void
place_serial_ports(const GArray *requests, const Domain *domain, Report *report)
{
    g_autoptr(SerialPortSet) set = serial_port_set_new();
    g_autoptr(GPtrArray) open = g_ptr_array_new();

    add_serial_controllers(set, domain);
    for (unsigned i = 0; i < requests->len; i++) {
        Device *device = request_at(requests, i)->device;

        if (request_at(requests, i)->need.type != ADDRESS_VIRTIO_SERIAL)
            continue;
        if (device->address.port != NULL)
            claim_serial_port(set, device, report);
        else
            g_ptr_array_add(open, device);
    }
    for (unsigned i = 0; i < open->len; i++)
        choose_serial_port(set, g_ptr_array_index(open, i), report);
}
