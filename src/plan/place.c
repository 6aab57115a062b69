/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place.h"

#include <stdlib.h>

#include "address/pci_placement.h"
#include "devices/controller.h"
#include "domain/domain_walk.h"
#include "plan/order.h"
#include "plan/packing.h"
#include "plan/place_bus.h"

/* A request with its sort keys. */
typedef struct {
    PciRequest request;
    PlacementRank rank;
    unsigned position;
} RankedRequest;

static int
compare_ranks(gconstpointer a, gconstpointer b)
{
    const RankedRequest *one = a;
    const RankedRequest *other = b;

    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->position > other->position) - (one->position < other->position);
}

static PlacementRank
rank_of(const Device *device, const AddressNeed *need)
{
    if (need->makes_bus != NULL)
        return PLACE_BRIDGE;
    if (need->is_passed_nic)
        return PLACE_PASSED_CARD;
    return device->kind->placement_rank != PLACE_UNRANKED ? device->kind->placement_rank
                                                          : PLACE_LAST;
}

static PciRequest
request_of(Device *device, const AddressNeed *need, const DomainContext *context)
{
    const MachineRules *rules = context->rules;
    PciRequest request = {
        .device = device,
        .model = need->model,
        .class = capabilities_pci_class(context->capabilities, need->model),
        .isolation_group = rules->isolates ? need->isolation_group : BUS_EMULATED,
        .fixed_slot = need->fixed_slot,
        .virtual_functions = need->virtual_functions,
        .set = need->set,
        .has_function = context->is_dense,
    };

    request.plug = rules->plugs[request.class];
    if (context->is_dense)
        request.pack = packing_kind(device, need, request.class);
    if (need->makes_bus != NULL) {
        request.makes = machine_bus_rule(rules, need->makes_bus);
        request.makes_index = need->makes_index;
        request.plug = request.makes->plug;
    }
    return request;
}

/* Returns: (owned) the guest's PCI devices in placement order. */
static GArray *
collect_requests(Domain *domain, const DomainContext *context)
{
    GArray *ranked = g_array_new(FALSE, TRUE, sizeof(RankedRequest));
    GArray *requests = g_array_new(FALSE, TRUE, sizeof(PciRequest));

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        AddressNeed need = place_need(device, domain, context);

        if (need.type == ADDRESS_PCI) {
            RankedRequest entry = {request_of(device, &need, context), rank_of(device, &need),
                                   ranked->len};

            g_array_append_val(ranked, entry);
        }
    }
    g_array_sort(ranked, compare_ranks);
    for (unsigned i = 0; i < ranked->len; i++)
        g_array_append_val(requests, g_array_index(ranked, RankedRequest, i).request);
    g_array_unref(ranked);
    return requests;
}

static void
add_buses(PciBuses *buses, const MachineRules *rules, const Domain *domain)
{
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind) {
        if (controller->type == CONTROLLER_PCI)
            pci_buses_add(buses, controller_bus_rule(controller, rules),
                          (unsigned)controller->index.value, controller->target.index,
                          controller->device.line);
    }
}

/* Stores the target index of host bridges, and adds controllers for the added buses. */
static void
record_buses(const PciBuses *buses, Domain *domain, const DomainContext *context, Report *report)
{
    for (unsigned i = 0; i < pci_buses_n(buses); i++) {
        const Bus *bus = pci_buses_get(buses, i);
        Controller *controller = controller_require(domain, CONTROLLER_PCI, bus->index);

        controller_set_bus_rule(controller, bus->rule);
        if (bus->rule->numbers == BUS_NUMBERS_INDEX)
            controller->target.index = bus->target_index;
        controller->device.kind->complete(&controller->device, domain, context, report);
    }
}

/* Places the PCI devices once.  Returns: false, with all addresses as before, when controllers were
 * added, so that placement must start again with them. */
static bool
place_pci_once(Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(Report) problems = report_new();
    g_autoptr(PciPlacement) placement =
        pci_placement_new(context->rules, context->machine, problems);
    g_autoptr(GArray) requests = collect_requests(domain, context);
    g_autofree Address *before = g_new(Address, requests->len + 1);
    PciBuses *buses = pci_placement_buses(placement);
    bool is_done = false;

    for (unsigned i = 0; i < requests->len; i++)
        before[i] = g_array_index(requests, PciRequest, i).device->address;
    add_buses(buses, context->rules, domain);
    pci_placement_run(placement, (const PciRequest *)(void *)requests->data, requests->len);
    is_done = report_n_errors(problems) > 0 || pci_buses_n_added(buses) == 0;
    for (unsigned i = 0; i < requests->len && !is_done; i++)
        g_array_index(requests, PciRequest, i).device->address = before[i];
    if (report_n_errors(problems) == 0)
        record_buses(buses, domain, context, problems);
    if (is_done)
        report_move(report, problems);
    return is_done;
}

static void
place_pci(Domain *domain, const DomainContext *context, Report *report)
{
    while (!place_pci_once(domain, context, report))
        continue;
    controller_number_buses(domain, context->rules);
}

void
place(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context, Report *report)
{
    g_autoptr(GArray) requests = place_requests(domain, context);

    if (place_serial_ports(requests, domain, context, report))
        order_devices(domain, kinds, false);
    place_pci(domain, context, report);
    place_vio(requests, domain, context, report);
    place_drives(requests, report);
    place_usb(requests, domain, context, report);
    order_devices(domain, kinds, true);
}
