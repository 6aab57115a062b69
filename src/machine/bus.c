/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "machine/bus.h"

bool
bus_take(Bus *bus, unsigned slot, unsigned function)
{
    uint8_t bit = (uint8_t)(1U << function);

    if (bus->functions[slot] & bit)
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
    return bus->next_slot <= bus->rule->last_slot ? bus->next_slot : 0;
}

bool
bus_is_empty(const Bus *bus)
{
    for (unsigned slot = 0; slot < BUS_SLOTS; slot++)
        if (bus->functions[slot] != 0)
            return false;
    return true;
}
