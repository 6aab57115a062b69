/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>

#include "address/pci_placement.h"
#include "devices/controller.h"
#include "plan/order.h"
#include "plan/place_bus.h"

/* A request with what it is sorted by. */
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
    if (need->is_bridge)
        return PLACE_BRIDGE;
    if (need->is_passed_card)
        return PLACE_PASSED_CARD;
    return device->kind->placement_rank != PLACE_UNRANKED ? device->kind->placement_rank
                                                          : PLACE_LAST;
}

/* Returns: (owned) the guest's PCI devices in the order in which they are given slots. */
static GArray *
collect_requests(Domain *domain, const DomainContext *context)
{
    GArray *ranked = g_array_new(FALSE, TRUE, sizeof(RankedRequest));
    GArray *requests = g_array_new(FALSE, TRUE, sizeof(PciRequest));

    for (unsigned i = 0; i < domain->devices->len; i++) {
        Device *device = domain_device(domain, i);
        AddressNeed need = place_need(device, domain, context);
        RankedRequest entry = {
            .request = {device, need.model,
                        capabilities_pci_class(context->capabilities, need.model),
                        need.isolation_group, need.is_bridge, need.slot_mate},
            .rank = rank_of(device, &need),
            .position = i,
        };

        if (need.type == ADDRESS_PCI)
            g_array_append_val(ranked, entry);
    }
    g_array_sort(ranked, compare_ranks);
    for (unsigned i = 0; i < ranked->len; i++)
        g_array_append_val(requests, g_array_index(ranked, RankedRequest, i).request);
    g_array_unref(ranked);
    return requests;
}

static Controller *
as_pci_controller(Device *device)
{
    Controller *controller = (Controller *)(void *)device;

    return device->kind == &controller_kind && controller->type == CONTROLLER_PCI ? controller
                                                                                  : NULL;
}

static void
add_buses(PciPlacement *placement, const MachineRules *rules, const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Controller *controller = as_pci_controller(domain_device(domain, i));
        const char *model = NULL;

        if (controller == NULL)
            continue;
        model = controller->model == CONTROLLER_MODEL_PCI_BRIDGE ? "pci-bridge" : "pci-root";
        pci_placement_add_bus(placement, machine_bus_rule(rules, model),
                              (unsigned)controller->index.value, controller->target.index,
                              controller->device.line);
    }
}

/* Host bridges get their target index, and those that were added become controllers. */
static void
record_buses(const PciPlacement *placement, Domain *domain, const DomainContext *context,
             Report *report)
{
    for (unsigned i = 0; i < pci_placement_n_buses(placement); i++) {
        const Bus *bus = pci_placement_bus(placement, i);
        Controller *controller = NULL;

        if (bus == NULL || !bus->rule->is_root)
            continue;
        controller = controller_require(domain, CONTROLLER_PCI, bus->index);
        controller->model = CONTROLLER_MODEL_PCI_ROOT;
        controller->target.index = bus->target_index;
        controller->device.kind->complete(&controller->device, domain, context, report);
    }
}

static void
place_pci(Domain *domain, const MachineRules *rules, const DomainContext *context, Report *report)
{
    g_autoptr(PciPlacement) placement = pci_placement_new(rules, context->machine, report);
    g_autoptr(GArray) requests = collect_requests(domain, context);

    add_buses(placement, rules, domain);
    pci_placement_run(placement, (const PciRequest *)(void *)requests->data, requests->len);
    if (report_n_errors(report) == 0)
        record_buses(placement, domain, context, report);
}

void
place(Domain *domain, const DeviceKind *const *kinds, const MachineRules *machines,
      const DomainContext *context, Report *report)
{
    const MachineRules *rules = machine_rules_find(machines, context->machine->name);

    if (rules == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->os.line,
                     _("machine '%s' is not of a type whose buses are known here: use 'pseries'"),
                     context->machine->name);
        return;
    }
    place_pci(domain, rules, context, report);
    place_vio(domain, context, report);
    place_drives(domain, context, report);
    place_usb(domain, context, report);
    place_serial_ports(domain, context, report);
    order_devices(domain, kinds);
    for (unsigned i = 0; kinds[i] != NULL; i++)
        if (kinds[i]->settle != NULL)
            kinds[i]->settle(domain);
}
