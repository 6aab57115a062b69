/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>

#include "base/optional.h"
#include "machine/machine.h"

/*
 * One PCI bus while a guest is placed: which functions of which slots are taken, and whose it is.
 */
enum { BUS_SLOTS = 32, BUS_FUNCTIONS = 8 };

/* Who may be given slots of a bus: nobody has any yet; emulated devices; or the devices of the
 * IOMMU group whose isolation group this is (1 and up). */
enum { BUS_OPEN = -1, BUS_EMULATED = 0 };

typedef struct Bus Bus;
struct Bus {
    unsigned index;               /* of the controller: the bus in the XML */
    const BusRule *rule;          /* borrowed */
    OptionalUint target_index;    /* roots */
    unsigned line;                /* of the controller in the document; 0: added by us */
    bool is_added;                /* by placement: the plan makes a controller of it */
    int isolation_group;          /* see above */
    uint8_t functions[BUS_SLOTS]; /* a bit for each taken function */
    uint32_t shared;              /* a bit for each slot whose devices share it */
    unsigned next_slot;           /* no slot below it is free */
    const Bus *outer; /* (borrowed) where its controller is; NULL: a root, or open yet */
};

/* True when @bus is the one of that index, or behind it. */
bool bus_is_behind(const Bus *bus, unsigned index);

/* Marks a function as taken.  Returns: false when it was. */
bool bus_take(Bus *bus, unsigned slot, unsigned function);

/* Returns: the lowest slot that is given out and whose functions are all free; BUS_SLOTS: none. */
unsigned bus_free_slot(Bus *bus);

/* Finds a function for a device that shares slots with its like: the lowest free one of the lowest
 * slot that is theirs or free.  Returns: false when there is none. */
bool bus_free_function(Bus *bus, unsigned *slot, unsigned *function);
