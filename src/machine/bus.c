/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "machine/bus.h"

bool
bus_take(Bus *bus, unsigned slot, unsigned function)
{
    uint8_t bit = (uint8_t)(1U << function);

    if ((bus->functions[slot] & bit) || (bus->rule->holds_one && bus->functions[slot] != 0))
        return false;
    bus->functions[slot] |= bit;
    return true;
}

unsigned
bus_free_slot(Bus *bus)
{
    if (bus->next_slot < bus->rule->first_slot)
        bus->next_slot = bus->rule->first_slot;
    while (bus->next_slot <= bus->rule->last_slot && bus->functions[bus->next_slot] != 0)
        bus->next_slot++;
    return bus->next_slot <= bus->rule->last_slot ? bus->next_slot : BUS_SLOTS;
}

bool
bus_is_behind(const Bus *bus, unsigned index)
{
    while (bus != NULL && bus->index != index)
        bus = bus->outer;
    return bus != NULL;
}

static unsigned
free_function(const Bus *bus, unsigned slot)
{
    unsigned function = 0;

    while (function < BUS_FUNCTIONS && (bus->functions[slot] & (1U << function)))
        function++;
    return function;
}

bool
bus_free_function(Bus *bus, unsigned *slot, unsigned *function)
{
    for (unsigned i = bus->rule->first_slot; i <= bus->rule->last_slot; i++) {
        bool is_shared = (bus->shared & (1U << i)) != 0;
        unsigned free = free_function(bus, i);

        if (free == BUS_FUNCTIONS || (!is_shared && bus->functions[i] != 0))
            continue;
        *slot = i;
        *function = free;
        return true;
    }
    return false;
}

bool
bus_packed_function(Bus *bus, const void *pack, unsigned *slot, unsigned *function)
{
    for (unsigned i = bus->rule->first_slot; i <= bus->rule->last_slot && !bus->rule->holds_one;
         i++) {
        unsigned free = free_function(bus, i);

        if (bus->packs[i] != pack || (bus->closed & (1U << i)) || free == BUS_FUNCTIONS)
            continue;
        *slot = i;
        *function = free;
        return true;
    }
    *slot = bus_free_slot(bus);
    *function = 0;
    return *slot != BUS_SLOTS;
}

void
bus_pack(Bus *bus, unsigned slot, const void *pack)
{
    if (bus->packs[slot] == NULL)
        bus->packs[slot] = pack;
    if (pack == NULL || bus->packs[slot] != pack)
        bus->closed |= 1U << slot;
}
