/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_buses.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

/* A bus number has two hexadecimal digits. */
enum { MAX_BUSES = 256 };

struct PciBuses {
    const MachineRules *rules;
    const MachineFacts *facts;
    Report *report;
    GPtrArray *all;      /* (owned) Bus *, by index; NULL: none yet */
    GPtrArray *listed;   /* (borrowed) Bus *: in the order in which they get target indexes */
    GHashTable *targets; /* target indexes in use */
    bool is_full;        /* said already */
};

PciBuses *
pci_buses_new(const MachineRules *rules, const MachineFacts *facts, Report *report)
{
    PciBuses *buses = g_new0(PciBuses, 1);

    buses->rules = rules;
    buses->facts = facts;
    buses->report = report;
    buses->all = g_ptr_array_new_with_free_func(g_free);
    buses->listed = g_ptr_array_new();
    buses->targets = g_hash_table_new(NULL, NULL);
    return buses;
}

void
pci_buses_free(PciBuses *buses)
{
    if (buses == NULL)
        return;
    g_ptr_array_unref(buses->all);
    g_ptr_array_unref(buses->listed);
    g_hash_table_unref(buses->targets);
    g_free(buses);
}

unsigned
pci_buses_n(const PciBuses *buses)
{
    return buses->all->len;
}

Bus *
pci_buses_get(const PciBuses *buses, uint64_t index)
{
    return index < buses->all->len ? buses->all->pdata[index] : NULL;
}

bool
pci_buses_are_full(const PciBuses *buses)
{
    return buses->is_full;
}

unsigned
pci_buses_n_added(const PciBuses *buses)
{
    unsigned n = 0;

    for (unsigned i = 0; i < buses->all->len; i++) {
        const Bus *bus = buses->all->pdata[i];

        n += bus != NULL && bus->is_added && !machine_bus_is_root(bus->rule);
    }
    return n;
}

unsigned
pci_buses_max_target(const PciBuses *buses)
{
    return buses->facts != NULL && buses->facts->is_pseries ? buses->facts->max_phb_index
                                                            : buses->rules->max_root_index;
}

static Bus *
add_bus(PciBuses *buses, const BusRule *rule, unsigned index)
{
    Bus *bus = g_new0(Bus, 1);

    bus->index = index;
    bus->rule = rule;
    bus->isolation_group = index == 0 ? BUS_EMULATED : BUS_OPEN;
    if (buses->all->len <= index)
        g_ptr_array_set_size(buses->all, (int)index + 1);
    buses->all->pdata[index] = bus;
    return bus;
}

static void
claim_target(PciBuses *buses, const Bus *bus)
{
    unsigned target = (unsigned)bus->target_index.value;

    if (target > pci_buses_max_target(buses))
        report_error(buses->report, VIR_ERR_CONFIG_UNSUPPORTED, bus->line,
                     _("PCI controller target index '%u' out of range - must be 0-%u"), target,
                     pci_buses_max_target(buses));
    else if (!g_hash_table_add(buses->targets, GUINT_TO_POINTER(target + 1)))
        report_error(buses->report, VIR_ERR_XML_ERROR, bus->line,
                     _("PCI controller '%u' has target index '%u', which another one has: each "
                       "host bridge needs its own"),
                     bus->index, target);
}

void
pci_buses_add(PciBuses *buses, const BusRule *rule, unsigned index, OptionalUint target_index,
              unsigned line)
{
    Bus *bus = add_bus(buses, rule, index);

    g_ptr_array_add(buses->listed, bus);
    bus->line = line;
    bus->target_index = target_index;
    if (rule->numbers == BUS_NUMBERS_INDEX && target_index.is_set)
        claim_target(buses, bus);
}

/* Assigns a root the lowest free target index.  Returns: false when there is none. */
static bool
choose_target(PciBuses *buses, Bus *bus)
{
    for (unsigned target = bus->index == 0 ? 0 : 1; target <= pci_buses_max_target(buses);
         target++) {
        if (!g_hash_table_add(buses->targets, GUINT_TO_POINTER(target + 1)))
            continue;
        bus->target_index = OPTIONAL_UINT(target);
        return true;
    }
    return false;
}

/* Adds a bus of @model at @index.  Returns: (borrowed, nullable) the bus; NULL when the machine
 * takes no more. */
static Bus *
grow_by(PciBuses *buses, const char *model, unsigned index)
{
    const BusRule *rule = machine_bus_rule(buses->rules, model);
    Bus candidate = {.index = index};
    Bus *bus = NULL;

    if (index >= MAX_BUSES ||
        (rule->numbers == BUS_NUMBERS_INDEX && !choose_target(buses, &candidate)))
        return NULL;
    bus = add_bus(buses, rule, index);
    bus->target_index = candidate.target_index;
    bus->is_added = true;
    return bus;
}

static bool
has_bus_that_takes(const PciBuses *buses, unsigned plugs)
{
    for (unsigned i = 0; i < buses->all->len; i++) {
        const Bus *bus = buses->all->pdata[i];

        if (bus != NULL && (bus->rule->takes & plugs) != 0)
            return true;
    }
    return false;
}

/* Returns: (borrowed, nullable) the first bus with a free slot for one of @plugs. */
static Bus *
bus_for(const PciBuses *buses, unsigned plugs)
{
    for (unsigned i = 0; i < buses->all->len; i++) {
        Bus *bus = buses->all->pdata[i];

        if (bus != NULL && (bus->rule->takes & plugs) != 0 && bus_free_slot(bus) != BUS_SLOTS)
            return bus;
    }
    return NULL;
}

static unsigned
n_roots_left(const PciBuses *buses)
{
    return pci_buses_max_target(buses) + 1 - g_hash_table_size(buses->targets);
}

static bool
can_grow(const PciBuses *buses, const BusGrowth *row, unsigned plug)
{
    return (row->wants & plug) != 0 &&
           (row->beside == 0 || has_bus_that_takes(buses, row->beside)) &&
           (row->onto == 0 || bus_for(buses, row->onto) != NULL) &&
           n_roots_left(buses) >= row->roots;
}

/* An added bridge is placed on the bus that was added before it, or on the one that has a slot for
 * it. */
Bus *
pci_buses_grow(PciBuses *buses, unsigned plug)
{
    const BusGrowth *row = buses->rules->growth;
    Bus *bus = NULL;

    while (row->wants != 0 && !can_grow(buses, row, plug))
        row++;
    if (row->onto != 0)
        bus = bus_for(buses, row->onto);
    for (size_t i = 0; row->wants != 0 && row->models[i] != NULL; i++) {
        Bus *outer = bus;

        bus = grow_by(buses, row->models[i], buses->all->len);
        if (bus == NULL)
            return NULL;
        if (outer != NULL)
            bus_take(outer, bus_free_slot(outer), 0);
    }
    return bus;
}

void
pci_buses_report_full(PciBuses *buses, unsigned n_devices)
{
    const BusRule *root = buses->rules->buses;
    unsigned n_roots = pci_buses_max_target(buses) + 1;
    unsigned n_slots = root->last_slot - root->first_slot + 1;

    if (buses->is_full)
        return;
    buses->is_full = true;
    if (root->numbers == BUS_NUMBERS_INDEX && (root->takes & PLUG_ENDPOINTS) != 0)
        report_error(
            buses->report, VIR_ERR_XML_ERROR, 0,
            _("No more available PCI slots: no PHB left for %u PCI devices; %u PHBs of %u slots "
              "hold %u, more only as functions of one slot (multifunction='on')"),
            n_devices, n_roots, n_slots, n_roots * n_slots);
    else
        report_error(buses->report, VIR_ERR_XML_ERROR, 0,
                     _("No more available PCI slots: no bus of machine '%s' has room for one more "
                       "of %u PCI devices"),
                     buses->rules->name, n_devices);
}

/* Returns: the position before the first listed bus with a larger index. */
static unsigned
position_of(const PciBuses *buses, unsigned index)
{
    unsigned position = 0;

    while (position < buses->listed->len &&
           ((const Bus *)g_ptr_array_index(buses->listed, position))->index < index)
        position++;
    return position;
}

/* Adds the buses that the document does not list, below the highest index that it lists. */
static void
fill_gaps(PciBuses *buses)
{
    const BusRule *rule = machine_bus_rule(buses->rules, buses->rules->growth->models[0]);

    for (unsigned i = 0; i < buses->all->len; i++) {
        Bus *bus = NULL;

        if (buses->all->pdata[i] != NULL)
            continue;
        bus = add_bus(buses, rule, i);
        bus->is_added = true;
        g_ptr_array_insert(buses->listed, (int)position_of(buses, i), bus);
    }
}

bool
pci_buses_have_free_slot(const PciBuses *buses)
{
    for (unsigned i = 0; i < buses->all->len; i++)
        if (bus_free_slot(buses->all->pdata[i]) != BUS_SLOTS)
            return true;
    return false;
}

static bool
choose_targets(PciBuses *buses)
{
    for (unsigned i = 0; i < buses->listed->len; i++) {
        Bus *bus = g_ptr_array_index(buses->listed, i);

        if (bus->rule->numbers == BUS_NUMBERS_INDEX && !bus->target_index.is_set &&
            !choose_target(buses, bus))
            return false;
    }
    return true;
}

bool
pci_buses_complete(PciBuses *buses, unsigned n_devices)
{
    fill_gaps(buses);
    if (choose_targets(buses))
        return true;
    pci_buses_report_full(buses, n_devices);
    return false;
}
