/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Placement on USB buses. */
#include <string.h>

#include "address/usb_set.h"
#include "devices/controller.h"
#include "devices/disk.h"
#include "devices/hostdev.h"
#include "devices/hub.h"
#include "devices/input.h"
#include "devices/interface.h"
#include "devices/redirdev.h"
#include "devices/serial.h"
#include "devices/sound.h"
#include "domain/domain_walk.h"
#include "plan/place_bus.h"

/* Whether QEMU's ports of the controller have high speed alone. */
static bool
is_high_speed(const Controller *controller)
{
    return controller->model == CONTROLLER_MODEL_EHCI ||
           controller->model == CONTROLLER_MODEL_ICH9_EHCI1;
}

static int
compare_indexes(gconstpointer a, gconstpointer b)
{
    const Controller *one = *(Controller *const *)a;
    const Controller *other = *(Controller *const *)b;

    return (one->index.value > other->index.value) - (one->index.value < other->index.value);
}

static void
add_usb_buses(UsbSet *set, const Domain *domain)
{
    g_autoptr(GPtrArray) buses = g_ptr_array_new();

    DOMAIN_EACH(Controller, controller, domain, &controller_kind)
        if (controller->type == CONTROLLER_USB && controller->model != CONTROLLER_MODEL_NONE &&
            !controller->master.start_port.is_set)
            g_ptr_array_add(buses, controller);
    g_ptr_array_sort(buses, compare_indexes);
    for (unsigned i = 0; i < buses->len; i++) {
        const Controller *controller = g_ptr_array_index(buses, i);

        usb_set_add_bus(set, (unsigned)controller->index.value, controller_usb_ports(controller),
                        is_high_speed(controller));
    }
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        if (controller->type == CONTROLLER_USB && controller->master.start_port.is_set)
            usb_set_add_companion(set, (unsigned)controller->index.value,
                                  (unsigned)controller->master.start_port.value,
                                  controller_usb_ports(controller));
}

static bool
is_hub(const Device *device)
{
    return device->kind == &hub_kind;
}

/* Shorter paths first: a hub must be claimed before the devices on it. */
static int
compare_ports(gconstpointer a, gconstpointer b)
{
    const PlaceRequest *one = *(PlaceRequest *const *)a;
    const PlaceRequest *other = *(PlaceRequest *const *)b;
    size_t length = strlen(one->device->address.port);
    size_t other_length = strlen(other->device->address.port);

    return (length > other_length) - (length < other_length);
}

/* Writes a port as libvirt reads it, without white space and zeros before its numbers; one that is
 * none stays as it is, to be refused. */
static void
simplify_port(Address *address)
{
    g_auto(GStrv) numbers = g_strsplit(address->port, ".", -1);

    for (unsigned i = 0; numbers[i] != NULL; i++) {
        const char *digits = g_strchug(numbers[i]);
        guint64 number = 0;

        if (digits[0] == '+')
            digits++;
        if (!g_ascii_string_to_unsigned(digits, 10, 0, G_MAXUINT32, &number, NULL))
            return;
        g_free(numbers[i]);
        numbers[i] = g_strdup_printf("%u", (unsigned)number);
    }
    g_free(address->port);
    address->port = g_strjoinv(".", numbers);
}

static void
claim_usb(UsbSet *set, GPtrArray *stated, Report *report)
{
    g_ptr_array_sort(stated, compare_ports);
    for (unsigned i = 0; i < stated->len; i++) {
        const PlaceRequest *request = g_ptr_array_index(stated, i);
        const Address *address = &request->device->address;
        GError *problem = NULL;

        if (!usb_set_claim(set, (unsigned)address->bus.value, address->port, request->need.model,
                           &problem))
            place_report(report, request->device, problem);
    }
}

static void
choose_usb(UsbSet *set, const PlaceRequest *request, Report *report)
{
    Device *device = request->device;
    const char *model = request->need.model;
    GError *problem = NULL;
    unsigned bus = 0;
    char *port = usb_set_find(set, device->address.bus, model, &bus, &problem);

    if (port == NULL || !usb_set_claim(set, bus, port, model, &problem)) {
        /* The document has no such hub; the device that it was added for reports the problem. */
        if (is_hub(device) && device->line == 0)
            g_error_free(problem);
        else
            place_report(report, device, problem);
        g_free(port);
        return;
    }
    device->address.type = ADDRESS_USB;
    device->address.bus = OPTIONAL_UINT(bus);
    device->address.port = port;
}

/* The order in which libvirt gives ports to kinds; hubs first, since they provide ports. */
static const DeviceKind *const usb_order[] = {
    &hub_kind,        &disk_kind,   &interface_kind, &sound_kind,    &hostdev_kind,
    &controller_kind, &serial_kind, &input_kind,     &redirdev_kind, NULL};

/* Adds hubs when there are not enough ports; each hub takes one itself. */
static void
add_hubs(const UsbSet *set, GArray *requests, Domain *domain, const DomainContext *context)
{
    unsigned n_ports = usb_set_n_ports(set);
    unsigned n_devices = 0;
    unsigned n_hubs = 0;

    for (unsigned i = 0; i < requests->len; i++) {
        n_ports += is_hub(place_request(requests, i)->device) ? USB_HUB_PORTS : 0;
        n_devices += place_request(requests, i)->need.type == ADDRESS_USB;
    }
    if (n_devices > n_ports)
        n_hubs = (n_devices - n_ports + 1 + USB_HUB_PORTS - 2) / (USB_HUB_PORTS - 1);
    for (unsigned i = 0; i < n_hubs && n_ports > 0 && !context->is_papr; i++) {
        PlaceRequest request = {domain_add_device(domain, device_new(&hub_kind)),
                                {.type = ADDRESS_USB, .model = "usb-hub"}};

        ((Hub *)(void *)request.device)->type = HUB_USB;
        g_array_append_val(requests, request);
    }
}

void
place_usb(GArray *requests, Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(UsbSet) set = usb_set_new();
    g_autoptr(GPtrArray) stated = g_ptr_array_new();
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(RankedDevice));

    add_usb_buses(set, domain);
    add_hubs(set, requests, domain, context);
    for (unsigned i = 0; i < requests->len; i++) {
        PlaceRequest *request = place_request(requests, i);
        Address *address = &request->device->address;
        RankedDevice entry = {request, place_rank(usb_order, request->device), i};

        if (request->need.type != ADDRESS_USB)
            continue;
        if (address->port != NULL && !address->bus.is_set)
            address->bus = OPTIONAL_UINT(0);
        if (address->port != NULL) {
            simplify_port(address);
            g_ptr_array_add(stated, request);
        } else
            g_array_append_val(open, entry);
    }
    claim_usb(set, stated, report);
    g_array_sort(open, place_compare);
    for (unsigned i = 0; i < open->len; i++)
        choose_usb(set, g_array_index(open, RankedDevice, i).request, report);
}
