/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_placement.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/pci_claim.h"
#include "address/pci_virtual.h"

struct PciPlacement {
    const MachineRules *rules;
    const MachineFacts *facts;
    Report *report;
    PciBuses *buses;
    GHashTable *sets; /* set of devices -> a placed member (borrowed) */
    PciClaims *claims;
    unsigned n_requests;
};

PciPlacement *
pci_placement_new(const MachineRules *rules, const MachineFacts *facts, Report *report)
{
    PciPlacement *placement = g_new0(PciPlacement, 1);

    placement->rules = rules;
    placement->facts = facts;
    placement->report = report;
    placement->buses = pci_buses_new(rules, facts, report);
    placement->sets = g_hash_table_new(NULL, NULL);
    placement->claims = pci_claims_new(report);
    return placement;
}

void
pci_placement_free(PciPlacement *placement)
{
    if (placement == NULL)
        return;
    pci_buses_free(placement->buses);
    g_hash_table_unref(placement->sets);
    pci_claims_free(placement->claims);
    g_free(placement);
}

PciBuses *
pci_placement_buses(PciPlacement *placement)
{
    return placement->buses;
}

/* ---- addresses in the document ---- */

static void
warn_of_lost_space(const PciPlacement *placement, const PciRequest *request, const Bus *bus)
{
    const MachineFacts *facts = placement->facts;
    const Device *device = request->device;

    if (request->class != PCI_CLASS_EXPRESS || placement->rules->home == NULL)
        return;
    if (!bus->rule->is_express)
        report_warning(
            placement->report, device->line,
            _("the guest reaches only 256 of the 4096 bytes of configuration space of %s "
              "'%s' behind '%s' '%u': put it on a %s"),
            device_name(device), request->model, bus->rule->model, bus->index,
            placement->rules->home);
    else if (facts != NULL && facts->is_pseries && !facts->has_extended_config_space)
        report_warning(placement->report, device->line,
                       _("machine '%s' has no extended configuration space: the guest reaches only "
                         "256 of the 4096 bytes of %s '%s': use pseries-2.9 or later"),
                       placement->facts->name, device_name(device), request->model);
}

/* A bus belongs to the owner of its first device; a document may mix owners. */
static void
settle(Bus *bus, const PciRequest *request)
{
    if (bus->isolation_group == BUS_OPEN)
        bus->isolation_group = request->isolation_group;
}

/* For libvirt bus 0 means "any" without a slot or with slot 0, unless placement can use that. */
static bool
is_any(const PciPlacement *placement, const Address *address)
{
    return address->slot.value == 0 && address->bus.value == 0 &&
           placement->rules->buses->first_slot != 0;
}

static bool
is_stated(const PciPlacement *placement, const Address *address)
{
    return address->slot.is_set && !is_any(placement, address);
}

static void
drop_slot_zero(const PciPlacement *placement, const PciRequest *request)
{
    Address *address = &request->device->address;

    if (!(address->slot.is_set || address->bus.is_set) || !is_any(placement, address))
        return;
    if (address->slot.is_set)
        report_warning(placement->report, request->device->line,
                       _("slot 0 of bus 0 is kept free: %s is given another slot"),
                       device_name(request->device));
    address->slot = address->bus = address->function = (OptionalUint){0, false};
}

/* As with libvirt, an address without a slot says nothing of functions, either. */
static void
drop_function(const PciRequest *request)
{
    Address *address = &request->device->address;

    if (address->slot.is_set || request->set != 0 || request->has_function)
        return;
    address->function = (OptionalUint){0, false};
    address->multifunction = TRISTATE_ABSENT;
}

static bool
is_valid(const Address *address, Report *report)
{
    if (address->domain.value == 0)
        return true;
    report_error(report, VIR_ERR_XML_ERROR, address->line,
                 _("Invalid PCI address %04x:%02x:%02x.%x. Only PCI domain 0 is available: the "
                   "bus says which PHB"),
                 (unsigned)address->domain.value, (unsigned)address->bus.value,
                 (unsigned)address->slot.value, (unsigned)address->function.value);
    return false;
}

/* Whether @bus has the slot in the document and takes this device. */
static bool
is_possible(const PciRequest *request, const Bus *bus, Report *report)
{
    const Address *address = &request->device->address;
    const BusRule *rule = bus->rule;
    unsigned slot = (unsigned)address->slot.value;

    if (address->slot.is_set && slot < rule->first_slot && bus->index != 0)
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("Invalid PCI address 0000:%02x:%02x.%x. slot must be >= %u"), bus->index,
                     slot, (unsigned)address->function.value, rule->first_slot);
    else if (address->slot.is_set && slot > rule->last_slot)
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("Invalid PCI address 0000:%02x:%02x.%x. slot must be <= %u"), bus->index,
                     slot, (unsigned)address->function.value, rule->last_slot);
    else if (!pci_virtual_check(request->virtual_functions, address, request->model, report))
        return false;
    else if (((rule->takes | rule->also_takes) & request->plug) == 0)
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("%s '%s' cannot be plugged into PCI controller '%u', a '%s': leave its "
                       "address out to have a fitting one chosen"),
                     device_name(request->device), request->model, bus->index, rule->model);
    else if (request->makes != NULL && bus_is_behind(bus, request->makes_index))
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("PCI controller '%u' cannot be on PCI bus '%u', which is behind it"),
                     request->makes_index, bus->index);
    else
        return true;
    return false;
}

static void
complete_address(Address *address, unsigned bus, unsigned slot, unsigned function)
{
    address->type = ADDRESS_PCI;
    address->domain = OPTIONAL_UINT(0);
    address->bus = OPTIONAL_UINT(bus);
    address->slot = OPTIONAL_UINT(slot);
    address->function = OPTIONAL_UINT(function);
}

/* Returns: false when the document names a bus that cannot exist. */
static bool
add_stated_bus(PciPlacement *placement, const PciRequest *request)
{
    const Address *address = &request->device->address;

    while (address->bus.is_set && address->bus.value >= pci_buses_n(placement->buses)) {
        if (pci_buses_grow(placement->buses, request->plug) != NULL)
            continue;
        if (placement->rules->buses->numbers == BUS_NUMBERS_INDEX)
            report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                         _("%s is on PCI bus '%u', but a guest has no more than %u PHBs"),
                         device_name(request->device), (unsigned)address->bus.value,
                         pci_buses_max_target(placement->buses) + 1);
        else
            report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                         _("%s is on PCI bus '%u', which is not there and cannot be added"),
                         device_name(request->device), (unsigned)address->bus.value);
        return false;
    }
    return true;
}

/* Records who may share the slot that @request's device has.  One whose function 0 is no
 * multifunction device takes no other functions. */
static void
note_pack(const PciRequest *request, Bus *bus)
{
    const Address *address = &request->device->address;
    bool takes_others = address->function.value != 0 || address->multifunction == TRISTATE_YES;

    bus_pack(bus, (unsigned)address->slot.value, takes_others ? request->pack : NULL);
}

/* Gives the request's device its address; it is free unless the document chose it. */
static bool
take(PciPlacement *placement, const PciRequest *request, Bus *bus)
{
    unsigned slot = (unsigned)request->device->address.slot.value;

    if (!pci_claims_add(placement->claims, bus, request->device, request->virtual_functions))
        return false;
    settle(bus, request);
    note_pack(request, bus);
    if (request->makes != NULL)
        pci_buses_get(placement->buses, request->makes_index)->outer = bus;
    if (request->makes != NULL && request->makes->shares_slots)
        bus->shared |= 1U << slot;
    if (request->set != 0)
        g_hash_table_insert(placement->sets, GUINT_TO_POINTER(request->set), request->device);
    return true;
}

static bool
is_at_only_seat(const PciPlacement *placement, const PciRequest *request)
{
    const MachineFixedSlot *fixed = machine_fixed_slot(placement->rules, request->fixed_slot);
    const Address *address = &request->device->address;

    if (fixed == NULL || request->fixed_slot == NULL)
        return true;
    if (address->bus.value == 0 && address->slot.value == fixed->slot &&
        address->function.value == fixed->function)
        return true;
    report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                 _("%s '%s' is built in and must have PCI address 0:0:%x.%u"),
                 device_name(request->device), request->fixed_slot, fixed->slot, fixed->function);
    return false;
}

/* Claims the address in the document, if there is one.  Returns: false on an error. */
static bool
claim_stated(PciPlacement *placement, const PciRequest *request)
{
    Address *address = &request->device->address;
    Bus *bus = NULL;

    drop_slot_zero(placement, request);
    drop_function(request);
    if (!is_valid(address, placement->report) || !add_stated_bus(placement, request))
        return false;
    if (!address->bus.is_set && !address->slot.is_set)
        return true;
    bus = pci_buses_get(placement->buses, address->bus.value);
    if (!is_possible(request, bus, placement->report))
        return false;
    settle(bus, request);
    if (!is_stated(placement, address))
        return true;
    complete_address(address, bus->index, (unsigned)address->slot.value,
                     (unsigned)address->function.value);
    return is_at_only_seat(placement, request) && take(placement, request, bus);
}

/* ---- addresses that we choose ---- */

/* Finds a free place on @bus, the lowest.  Returns: false when there is none. */
static bool
find_place(const PciRequest *request, Bus *bus, unsigned *slot, unsigned *function)
{
    if (request->makes != NULL && request->makes->shares_slots)
        return bus_free_function(bus, slot, function);
    if (request->pack != NULL)
        return bus_packed_function(bus, request->pack, slot, function);
    *function = (unsigned)request->device->address.function.value;
    *slot = pci_virtual_free_slot(request->virtual_functions, bus, *function);
    return *slot != BUS_SLOTS;
}

static bool
fits(const PciPlacement *placement, const PciRequest *request, Bus *bus)
{
    unsigned slot = 0;
    unsigned function = 0;

    if ((bus->rule->takes & request->plug) == 0)
        return false;
    if (request->makes != NULL && bus_is_behind(bus, request->makes_index))
        return false;
    if (request->isolation_group > BUS_EMULATED && !machine_bus_is_root(bus->rule))
        return false;
    if (placement->rules->isolates && bus->isolation_group != BUS_OPEN &&
        bus->isolation_group != request->isolation_group)
        return false;
    return find_place(request, bus, &slot, &function);
}

/* Returns: (borrowed, nullable) the bus for @request: the document's, or the first that fits. */
static Bus *
find_bus(PciPlacement *placement, const PciRequest *request)
{
    const Address *address = &request->device->address;
    unsigned slot = 0;
    unsigned function = 0;

    if (address->bus.is_set) {
        Bus *bus = pci_buses_get(placement->buses, address->bus.value);

        return find_place(request, bus, &slot, &function) ? bus : NULL;
    }
    for (unsigned i = 0; i < pci_buses_n(placement->buses); i++)
        if (fits(placement, request, pci_buses_get(placement->buses, i)))
            return pci_buses_get(placement->buses, i);
    return pci_buses_grow(placement->buses, request->plug);
}

/* Puts the device into the slot of a placed member of its set.  Returns: false when no member is
 * placed or the slot is full. */
static bool
join_set(PciPlacement *placement, const PciRequest *request)
{
    const Device *first = g_hash_table_lookup(placement->sets, GUINT_TO_POINTER(request->set));
    unsigned function = (unsigned)request->device->address.function.value;
    Bus *bus = NULL;

    if (request->set == 0 || first == NULL)
        return false;
    bus = pci_buses_get(placement->buses, first->address.bus.value);
    if (bus->functions[first->address.slot.value] & (1U << function))
        return false;
    complete_address(&request->device->address, bus->index, (unsigned)first->address.slot.value,
                     function);
    return take(placement, request, bus);
}

static void
place_one(PciPlacement *placement, const PciRequest *request)
{
    Address *address = &request->device->address;
    unsigned slot = 0;
    unsigned function = 0;
    Bus *bus = NULL;

    if (join_set(placement, request))
        return;
    bus = find_bus(placement, request);
    if (bus == NULL && address->bus.is_set) {
        report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                     _("%s is to go to PCI bus '%u', but all slots there are taken"),
                     device_name(request->device), (unsigned)address->bus.value);
        return;
    }
    if (bus == NULL) {
        pci_buses_report_full(placement->buses, placement->n_requests);
        return;
    }
    find_place(request, bus, &slot, &function);
    complete_address(address, bus->index, slot, function);
    if (request->pack != NULL && function == 0 && !bus->rule->holds_one)
        address->multifunction = TRISTATE_YES;
    take(placement, request, bus);
}

/* ---- fixed slots ---- */

static void
take_board_seats(PciPlacement *placement)
{
    Bus *root = pci_buses_get(placement->buses, 0);

    for (const MachineFixedSlot *fixed = placement->rules->fixed_slots; fixed->slot != 0; fixed++)
        if (fixed->owner == NULL && bus_take(root, fixed->slot, fixed->function))
            bus_pack(root, fixed->slot, NULL);
}

/* Puts the device into the first free one of its fixed slots; a device that comes first is placed
 * elsewhere otherwise.  Returns: false when it is not placed yet. */
static bool
take_seat(PciPlacement *placement, const PciRequest *request)
{
    Bus *root = pci_buses_get(placement->buses, 0);

    for (const MachineFixedSlot *fixed = placement->rules->fixed_slots; fixed->slot != 0; fixed++) {
        if (fixed->owner == NULL || g_strcmp0(fixed->owner, request->fixed_slot) != 0)
            continue;
        if (fixed->is_only || (root->functions[fixed->slot] & (1U << fixed->function)) == 0) {
            complete_address(&request->device->address, 0, fixed->slot, fixed->function);
            return take(placement, request, root);
        }
        if (!fixed->comes_first)
            continue;
        place_one(placement, request);
        return true;
    }
    return false;
}

static void
take_seats(PciPlacement *placement, const PciRequest *requests, size_t n, bool *is_done)
{
    for (size_t i = 0; i < n; i++) {
        const Address *address = &requests[i].device->address;

        if (!is_done[i] && requests[i].fixed_slot != NULL && !address->bus.is_set &&
            !is_stated(placement, address))
            is_done[i] = take_seat(placement, &requests[i]);
    }
}

/* ---- in order ---- */

/* Places devices without a slot: either those that are bound to a bus, which others must not fill
 * before, or those that may go anywhere. */
static void
place_open(PciPlacement *placement, const PciRequest *requests, size_t n, bool *is_done,
           bool is_bound)
{
    for (size_t i = 0; i < n; i++) {
        const Address *address = &requests[i].device->address;

        if (is_done[i] || is_stated(placement, address) || address->bus.is_set != is_bound)
            continue;
        place_one(placement, &requests[i]);
        is_done[i] = true;
    }
}

/* As libvirt does, so that there is room for hotplug. */
static void
keep_a_slot_free(PciPlacement *placement)
{
    const PciRequest any = {.device = &(Device){.line = 0},
                            .plug = placement->rules->plugs[PCI_CLASS_HYBRID],
                            .isolation_group = BUS_EMULATED};

    for (unsigned i = 0; i < pci_buses_n(placement->buses); i++)
        if (fits(placement, &any, pci_buses_get(placement->buses, i)))
            return;
    pci_buses_grow(placement->buses, any.plug);
}

static bool
wants_spare_slot(const PciPlacement *placement, unsigned n_stated_buses, bool had_free_slot)
{
    switch (placement->rules->spare) {
    case SPARE_SLOT_NONE:
        return false;
    case SPARE_SLOT_UNLESS_FULL:
        return had_free_slot;
    case SPARE_SLOT_WITH_ADDED:
        return n_stated_buses == 1 && pci_buses_n(placement->buses) > 1;
    }
    return false;
}

static void
warn_of_all_lost_space(const PciPlacement *placement, const PciRequest *requests, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const Address *address = &requests[i].device->address;

        if (address->slot.is_set && address->bus.value < pci_buses_n(placement->buses))
            warn_of_lost_space(placement, &requests[i],
                               pci_buses_get(placement->buses, address->bus.value));
    }
}

void
pci_placement_run(PciPlacement *placement, const PciRequest *requests, size_t n)
{
    g_autofree bool *is_done = g_new0(bool, n + 1);
    unsigned n_stated_buses = pci_buses_n(placement->buses);
    bool had_free_slot = false;

    placement->n_requests = (unsigned)n;
    if (!pci_buses_complete(placement->buses, placement->n_requests))
        return;
    take_board_seats(placement);
    for (size_t i = 0; i < n; i++)
        is_done[i] = !claim_stated(placement, &requests[i]);
    had_free_slot = pci_buses_have_free_slot(placement->buses);
    take_seats(placement, requests, n, is_done);
    place_open(placement, requests, n, is_done, true);
    place_open(placement, requests, n, is_done, false);
    warn_of_all_lost_space(placement, requests, n);
    if (wants_spare_slot(placement, n_stated_buses, had_free_slot) &&
        !pci_buses_are_full(placement->buses))
        keep_a_slot_free(placement);
    pci_claims_finish(placement->claims);
}
