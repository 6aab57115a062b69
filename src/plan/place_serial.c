/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Placement on virtio-serial controllers. */
#include "address/serial_port_set.h"
#include "devices/console.h"
#include "devices/controller.h"
#include "domain/domain_walk.h"
#include "plan/place_bus.h"

/* Ports of a virtio-serial controller by default (QEMU's max_ports). */
enum { DEFAULT_SERIAL_PORTS = 31 };

static void
add_controller(SerialPortSet *set, const Controller *controller)
{
    serial_port_set_add(set, (unsigned)controller->index.value,
                        controller->ports.is_set ? (unsigned)controller->ports.value
                                                 : DEFAULT_SERIAL_PORTS);
}

static bool
is_console(const Device *device)
{
    return device->kind == &console_kind;
}

/* A console without a port has port 0, where that is free. */
static void
complete_console(const SerialPortSet *set, Device *device)
{
    Address *address = &device->address;
    SerialPort found = {0, 0};

    if (is_console(device) && address->port == NULL &&
        serial_port_set_find(set, OPTIONAL_UINT(address->controller.value), 0, &found, NULL) &&
        found.port == 0)
        address->port = g_strdup("0");
}

static void
claim_port(SerialPortSet *set, Device *device, Report *report)
{
    GError *problem = NULL;
    Address *address = &device->address;
    unsigned port = 0;

    if (!serial_port_parse(address->port, &port, &problem)) {
        place_report(report, device, problem);
        return;
    }
    g_free(address->port);
    address->port = g_strdup_printf("%u", port);
    if (!address->bus.is_set)
        address->bus = OPTIONAL_UINT(0);
    if (!address->controller.is_set)
        address->controller = OPTIONAL_UINT(0);
    if (!serial_port_set_claim(set, (unsigned)address->controller.value, port, &problem))
        place_report(report, device, problem);
}

/* libvirt takes a console's port 0 for none, and keeps the next port of controller 0 for it. */
static void
keep_port_for(SerialPortSet *set, const Device *console)
{
    SerialPort found = {0, 0};

    if (g_strcmp0(console->address.port, "0") == 0 &&
        serial_port_set_find(set, OPTIONAL_UINT(0), 1, &found, NULL))
        serial_port_set_skip(set, found.controller, found.port);
}

/* Adds a controller for a device that may be on any, and finds no port. */
static void
grow(SerialPortSet *set, Domain *domain, const DomainContext *context, Report *report)
{
    uint64_t index =
        device_index_first_free(domain->index, domain->devices, CONTROLLER_VIRTIO_SERIAL);
    Controller *controller = controller_require(domain, CONTROLLER_VIRTIO_SERIAL, index);

    controller->device.kind->complete(&controller->device, domain, context, report);
    add_controller(set, controller);
}

/* Returns: true when a controller was added. */
static bool
choose_port(SerialPortSet *set, Device *device, Domain *domain, const DomainContext *context,
            Report *report)
{
    Address *address = &device->address;
    const unsigned first = is_console(device) ? 0 : 1;
    bool may_grow = !address->controller.is_set && !context->is_papr;
    bool has_grown = false;
    GError *problem = NULL;
    SerialPort found = {0, 0};

    if (may_grow && !serial_port_set_find(set, address->controller, first, &found, NULL)) {
        grow(set, domain, context, report);
        has_grown = true;
    }
    if (!serial_port_set_find(set, address->controller, first, &found, &problem) ||
        !serial_port_set_claim(set, found.controller, found.port, &problem)) {
        place_report(report, device, problem);
        return has_grown;
    }
    address->type = ADDRESS_VIRTIO_SERIAL;
    address->controller = OPTIONAL_UINT(found.controller);
    address->bus = OPTIONAL_UINT(0);
    address->port = g_strdup_printf("%u", found.port);
    return has_grown;
}

bool
place_serial_ports(const GArray *requests, Domain *domain, const DomainContext *context,
                   Report *report)
{
    g_autoptr(SerialPortSet) set = serial_port_set_new();
    g_autoptr(GPtrArray) open = g_ptr_array_new();
    bool has_grown = false;

    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        if (controller->type == CONTROLLER_VIRTIO_SERIAL)
            add_controller(set, controller);
    for (unsigned i = 0; i < requests->len; i++) {
        Device *device = place_request(requests, i)->device;

        if (place_request(requests, i)->need.type != ADDRESS_VIRTIO_SERIAL)
            continue;
        complete_console(set, device);
        if (device->address.port != NULL)
            claim_port(set, device, report);
        else
            g_ptr_array_add(open, device);
    }
    for (unsigned i = 0; i < requests->len; i++)
        if (is_console(place_request(requests, i)->device))
            keep_port_for(set, place_request(requests, i)->device);
    for (unsigned i = 0; i < open->len; i++)
        has_grown |= choose_port(set, g_ptr_array_index(open, i), domain, context, report);
    return has_grown;
}
