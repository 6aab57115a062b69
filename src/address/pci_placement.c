/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_placement.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/pci_claim.h"

struct PciPlacement {
    const MachineRules *rules;
    const MachineTruth *truth;
    Report *report;
    GPtrArray *buses;    /* (owned) Bus *, at its index; NULL where there is none yet */
    GHashTable *targets; /* target indexes in use */
    PciClaims *claims;
    unsigned n_requests;
    bool is_full; /* said already: no further host bridge */
};

PciPlacement *
pci_placement_new(const MachineRules *rules, const MachineTruth *truth, Report *report)
{
    PciPlacement *placement = g_new0(PciPlacement, 1);

    placement->rules = rules;
    placement->truth = truth;
    placement->report = report;
    placement->buses = g_ptr_array_new_with_free_func(g_free);
    placement->targets = g_hash_table_new(NULL, NULL);
    placement->claims = pci_claims_new(report);
    return placement;
}

void
pci_placement_free(PciPlacement *placement)
{
    if (placement == NULL)
        return;
    g_ptr_array_unref(placement->buses);
    g_hash_table_unref(placement->targets);
    pci_claims_free(placement->claims);
    g_free(placement);
}

unsigned
pci_placement_n_buses(const PciPlacement *placement)
{
    return placement->buses->len;
}

const Bus *
pci_placement_bus(const PciPlacement *placement, unsigned i)
{
    return g_ptr_array_index(placement->buses, i);
}

static unsigned
max_target(const PciPlacement *placement)
{
    return placement->truth != NULL && placement->truth->is_pseries
               ? placement->truth->max_phb_index
               : placement->rules->max_root_index;
}

/* ---- buses ---- */

static Bus *
add_bus(PciPlacement *placement, const BusRule *rule, unsigned index)
{
    Bus *bus = g_new0(Bus, 1);

    bus->index = index;
    bus->rule = rule;
    bus->isolation_group = index == 0 ? BUS_EMULATED : BUS_OPEN;
    if (placement->buses->len <= index)
        g_ptr_array_set_size(placement->buses, (int)index + 1);
    placement->buses->pdata[index] = bus;
    return bus;
}

static void
claim_target(PciPlacement *placement, const Bus *bus)
{
    unsigned target = (unsigned)bus->target_index.value;

    if (target > max_target(placement))
        report_error(placement->report, VIR_ERR_CONFIG_UNSUPPORTED, bus->line,
                     _("PCI controller target index '%u' out of range - must be 0-%u"), target,
                     max_target(placement));
    else if (!g_hash_table_add(placement->targets, GUINT_TO_POINTER(target + 1)))
        report_error(placement->report, VIR_ERR_XML_ERROR, bus->line,
                     _("PCI controller '%u' has target index '%u', which another one has: each "
                       "host bridge needs its own"),
                     bus->index, target);
}

void
pci_placement_add_bus(PciPlacement *placement, const BusRule *rule, unsigned index,
                      OptionalUint target_index, unsigned line)
{
    Bus *bus = add_bus(placement, rule, index);

    bus->line = line;
    bus->target_index = target_index;
    if (rule->is_root && target_index.is_set)
        claim_target(placement, bus);
}

/* Gives a root the lowest free target index.  Returns: false when there is none. */
static bool
choose_target(PciPlacement *placement, Bus *bus)
{
    for (unsigned target = bus->index == 0 ? 0 : 1; target <= max_target(placement); target++) {
        if (!g_hash_table_add(placement->targets, GUINT_TO_POINTER(target + 1)))
            continue;
        bus->target_index = OPTIONAL_UINT(target);
        return true;
    }
    return false;
}

/* Adds a host bridge at @index.  Returns: (nullable) it; NULL when the machine has no more. */
static Bus *
grow(PciPlacement *placement, unsigned index)
{
    const BusRule *rule = machine_bus_rule(placement->rules, placement->rules->added_model);
    Bus candidate = {.index = index};

    if (!choose_target(placement, &candidate))
        return NULL;
    {
        Bus *bus = add_bus(placement, rule, index);

        bus->target_index = candidate.target_index;
        bus->is_added = true;
        return bus;
    }
}

static void
report_full(PciPlacement *placement)
{
    const BusRule *rule = machine_bus_rule(placement->rules, placement->rules->added_model);
    unsigned n_roots = max_target(placement) + 1;
    unsigned n_slots = rule->last_slot - rule->first_slot + 1;

    if (placement->is_full)
        return;
    placement->is_full = true;
    report_error(
        placement->report, VIR_ERR_XML_ERROR, 0,
        _("No more available PCI slots: no PHB left for %u PCI devices; %u PHBs of %u slots "
          "hold %u, more only as functions of one slot (multifunction='on')"),
        placement->n_requests, n_roots, n_slots, n_roots * n_slots);
}

/* Buses that the document leaves out, below one that it names. */
static bool
fill_gaps(PciPlacement *placement, unsigned n_buses)
{
    for (unsigned i = 0; i < n_buses; i++) {
        if (i < placement->buses->len && placement->buses->pdata[i] != NULL)
            continue;
        if (grow(placement, i) == NULL)
            return false;
    }
    return true;
}

/* ---- what the document states ---- */

static void
warn_of_lost_space(const PciPlacement *placement, const PciRequest *request, const Bus *bus)
{
    const Device *device = request->device;

    if (request->class != PCI_CLASS_EXPRESS)
        return;
    if (!bus->rule->takes_express)
        report_warning(
            placement->report, device->line,
            _("the guest reaches only 256 of the 4096 bytes of configuration space of %s "
              "'%s' behind '%s' '%u': put it on a PHB"),
            device_name(device), request->model, bus->rule->model, bus->index);
    else if (placement->truth != NULL && !placement->truth->has_extended_config_space)
        report_warning(placement->report, device->line,
                       _("machine '%s' has no extended configuration space: the guest reaches only "
                         "256 of the 4096 bytes of %s '%s': use pseries-2.9 or later"),
                       placement->truth->name, device_name(device), request->model);
}

/* A bus belongs to whoever has a device on it; a bus of two owners is the user's wish. */
static void
settle(Bus *bus, const PciRequest *request)
{
    if (bus->isolation_group == BUS_OPEN)
        bus->isolation_group = request->isolation_group;
}

static bool
is_stated(const Address *address)
{
    return address->slot.is_set && (address->slot.value != 0 || address->bus.value != 0);
}

/* Slot 0 of bus 0 is how libvirt writes "any". */
static void
drop_slot_zero(const PciRequest *request, Report *report)
{
    Address *address = &request->device->address;

    if (!address->slot.is_set || address->slot.value != 0 || address->bus.value != 0)
        return;
    report_warning(report, request->device->line,
                   _("slot 0 of bus 0 is kept free: %s is given another slot"),
                   device_name(request->device));
    address->slot = (OptionalUint){0, false};
    address->bus = (OptionalUint){0, false};
    address->function = (OptionalUint){0, false};
}

static bool
is_valid(const Address *address, Report *report)
{
    if (address->domain.value != 0) {
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("Invalid PCI address %04x:%02x:%02x.%x. Only PCI domain 0 is available: the "
                       "bus says which PHB"),
                     (unsigned)address->domain.value, (unsigned)address->bus.value,
                     (unsigned)address->slot.value, (unsigned)address->function.value);
        return false;
    }
    if (address->slot.is_set && address->slot.value == 0 && address->bus.value != 0) {
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("Invalid PCI address 0000:%02x:00.%x. slot must be >= 1"),
                     (unsigned)address->bus.value, (unsigned)address->function.value);
        return false;
    }
    return true;
}

static void
complete_address(Address *address, unsigned bus, unsigned slot)
{
    address->type = ADDRESS_PCI;
    address->domain = OPTIONAL_UINT(0);
    address->bus = OPTIONAL_UINT(bus);
    address->slot = OPTIONAL_UINT(slot);
    address->function = OPTIONAL_UINT(address->function.value);
}

/* Returns: false when the document states a bus that cannot be. */
static bool
add_stated_bus(PciPlacement *placement, const PciRequest *request)
{
    const Address *address = &request->device->address;

    if (!address->bus.is_set || fill_gaps(placement, (unsigned)address->bus.value + 1))
        return true;
    report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                 _("%s is on PCI bus '%u', but a guest has no more than %u PHBs"),
                 device_name(request->device), (unsigned)address->bus.value,
                 max_target(placement) + 1);
    return false;
}

/* Claims the address that a request states, if it states one.  Returns: false for an error. */
static bool
claim_stated(PciPlacement *placement, const PciRequest *request)
{
    Address *address = &request->device->address;
    Bus *bus = NULL;

    drop_slot_zero(request, placement->report);
    if (!is_valid(address, placement->report) || !add_stated_bus(placement, request))
        return false;
    if (!address->bus.is_set && !address->slot.is_set)
        return true;
    bus = g_ptr_array_index(placement->buses, address->bus.value);
    settle(bus, request);
    if (!is_stated(address))
        return true;
    complete_address(address, bus->index, (unsigned)address->slot.value);
    return pci_claims_add(placement->claims, bus, request->device);
}

/* ---- what is left to us ---- */

static bool
fits(const PciRequest *request, Bus *bus)
{
    if (request->class == PCI_CLASS_EXPRESS && !bus->rule->takes_express)
        return false;
    if (request->is_bridge && !bus->rule->is_root)
        return false;
    if (request->isolation_group > BUS_EMULATED && !bus->rule->is_root)
        return false;
    if (bus->isolation_group != BUS_OPEN && bus->isolation_group != request->isolation_group)
        return false;
    return bus_free_slot(bus) != 0;
}

/* Returns: (nullable) the bus that @request goes to; the stated one, or the first that fits. */
static Bus *
find_bus(PciPlacement *placement, const PciRequest *request)
{
    const Address *address = &request->device->address;

    if (address->bus.is_set) {
        Bus *bus = g_ptr_array_index(placement->buses, address->bus.value);

        return bus_free_slot(bus) != 0 ? bus : NULL;
    }
    for (unsigned i = 0; i < placement->buses->len; i++)
        if (fits(request, placement->buses->pdata[i]))
            return placement->buses->pdata[i];
    return grow(placement, placement->buses->len);
}

/* Returns: false when there is no mate, or it has found no place, either. */
static bool
join_mate(PciPlacement *placement, const PciRequest *request)
{
    const Address *mate = request->slot_mate != NULL ? &request->slot_mate->address : NULL;

    if (mate == NULL || !is_stated(mate))
        return false;
    complete_address(&request->device->address, (unsigned)mate->bus.value,
                     (unsigned)mate->slot.value);
    pci_claims_add(placement->claims, g_ptr_array_index(placement->buses, mate->bus.value),
                   request->device);
    return true;
}

static void
place_one(PciPlacement *placement, const PciRequest *request)
{
    Address *address = &request->device->address;
    Bus *bus = NULL;

    if (join_mate(placement, request))
        return;
    bus = find_bus(placement, request);
    if (bus == NULL && address->bus.is_set) {
        report_error(placement->report, VIR_ERR_XML_ERROR, address->line,
                     _("%s is to go to PCI bus '%u', but all slots there are taken"),
                     device_name(request->device), (unsigned)address->bus.value);
        return;
    }
    if (bus == NULL) {
        report_full(placement);
        return;
    }
    complete_address(address, bus->index, bus_free_slot(bus));
    settle(bus, request);
    pci_claims_add(placement->claims, bus, request->device);
}

/* Places what has no slot yet: those that are bound to a bus, which must not be filled by others
 * before, or those that may go anywhere. */
static void
place_open(PciPlacement *placement, const PciRequest *requests, size_t n, bool *is_done,
           bool is_bound)
{
    for (size_t i = 0; i < n; i++) {
        const Address *address = &requests[i].device->address;

        if (is_done[i] || is_stated(address) || address->bus.is_set != is_bound)
            continue;
        place_one(placement, &requests[i]);
        is_done[i] = true;
    }
}

/* libvirt adds a bus as soon as the last slot is taken, so that there is room for hotplug, unless
 * the document left no slot free to begin with. */
static bool
has_free_slot(const PciPlacement *placement)
{
    for (unsigned i = 0; i < placement->buses->len; i++)
        if (bus_free_slot(placement->buses->pdata[i]) != 0)
            return true;
    return false;
}

static void
keep_a_slot_free(PciPlacement *placement)
{
    const PciRequest any = {.class = PCI_CLASS_CONVENTIONAL, .isolation_group = BUS_EMULATED};

    for (unsigned i = 0; i < placement->buses->len; i++)
        if (fits(&any, placement->buses->pdata[i]))
            return;
    grow(placement, placement->buses->len);
}

static void
choose_targets(PciPlacement *placement)
{
    for (unsigned i = 0; i < placement->buses->len; i++) {
        Bus *bus = placement->buses->pdata[i];

        if (bus == NULL || !bus->rule->is_root || bus->target_index.is_set)
            continue;
        if (!choose_target(placement, bus))
            report_full(placement);
    }
}

void
pci_placement_run(PciPlacement *placement, const PciRequest *requests, size_t n)
{
    g_autofree bool *is_done = g_new0(bool, n + 1);
    bool keeps_a_slot = false;

    placement->n_requests = (unsigned)n;
    choose_targets(placement);
    if (!fill_gaps(placement, placement->buses->len)) {
        report_full(placement);
        return;
    }
    for (size_t i = 0; i < n; i++)
        is_done[i] = !claim_stated(placement, &requests[i]);
    keeps_a_slot = has_free_slot(placement);
    place_open(placement, requests, n, is_done, true);
    place_open(placement, requests, n, is_done, false);
    for (size_t i = 0; i < n; i++)
        if (requests[i].device->address.slot.is_set &&
            requests[i].device->address.bus.value < placement->buses->len)
            warn_of_lost_space(placement, &requests[i],
                               placement->buses->pdata[requests[i].device->address.bus.value]);
    if (keeps_a_slot && !placement->is_full)
        keep_a_slot_free(placement);
    pci_claims_finish(placement->claims);
}
