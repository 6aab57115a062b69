/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>

#include "base/optional.h"
#include "machine/machine.h"

/*
 * One PCI bus during placement: its taken functions and its owner.
 */
enum { BUS_SLOTS = 32, BUS_FUNCTIONS = 8 };

/* Owners of a bus: BUS_OPEN, nobody yet; BUS_EMULATED, emulated devices; from 1, the devices of the
 * IOMMU group with that isolation group. */
enum { BUS_OPEN = -1, BUS_EMULATED = 0 };

typedef struct Bus Bus;
struct Bus {
    unsigned index;               /* of the controller: the bus in the XML */
    const BusRule *rule;          /* borrowed */
    OptionalUint target_index;    /* roots */
    unsigned line;                /* of the controller in the document; 0: added by us */
    bool is_added;                /* added by placement, which makes a controller for it */
    int isolation_group;          /* its owner, see above */
    uint8_t functions[BUS_SLOTS]; /* a bit for each taken function */
    uint32_t shared;              /* a bit for each slot that several devices share */
    const void *packs[BUS_SLOTS]; /* by slot: whose slot it is, of those that share slots with
                                   * their like; NULL: of none */
    uint32_t closed;              /* a bit for each slot that no other device may join */
    unsigned next_slot;           /* all slots below it are taken */
    const Bus
        *outer; /* (borrowed) the bus that its controller is on; NULL: a root, or not placed yet */
};

/* True when @bus is the bus of index @index, or behind it. */
bool bus_is_behind(const Bus *bus, unsigned index);

/* Marks a function as taken.  Returns: false when it already was. */
bool bus_take(Bus *bus, unsigned slot, unsigned function);

/* Returns: the lowest slot that placement may use and whose functions are all free; BUS_SLOTS:
 * none. */
unsigned bus_free_slot(Bus *bus);

/* Finds a function for a device that shares slots with others of its kind: the lowest free one in
 * the lowest slot that is shared or free.  Returns: false when there is none. */
bool bus_free_function(Bus *bus, unsigned *slot, unsigned *function);

/* Finds a function for a device of @pack: the lowest free one of the first slot that its like
 * share, else function 0 of the first slot that is free.  Returns: false when there is none. */
bool bus_packed_function(Bus *bus, const void *pack, unsigned *slot, unsigned *function);

/* Records that a device of @pack (borrowed; NULL: one that shares no slot) is in @slot.  Further
 * ones join it there unless a device of another pack, or of none, is there too. */
void bus_pack(Bus *bus, unsigned slot, const void *pack);
