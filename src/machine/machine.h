/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/*
 * What the PCI buses of a machine type are like, as rows.
 *
 * A PHB of a pseries guest has 32 slots like a vanilla PCI bus, but takes PCI Express devices, cold
 * and hot (measured with QEMU 7.2; PAPR+ has the guest reach the extended configuration space by
 * RTAS calls).
 */
typedef struct {
    const char *model;   /* libvirt's controller model: "pci-root" */
    const char *type;    /* QEMU's device type: "spapr-pci-host-bridge" */
    unsigned first_slot; /* given out; libvirt keeps slot 0 free */
    unsigned last_slot;  /* given out */
    bool is_root;        /* a host bridge, not a device on another bus */
    bool takes_express;  /* an express-only device works on it as one */
} BusRule;

typedef struct {
    const char *name;        /* the part of the machine's name before the version: "pseries" */
    const BusRule *buses;    /* up to one without a model */
    const char *added_model; /* of the bus that is added when all are full */
    unsigned max_root_index; /* host bridges have target indexes from 0 to this */
} MachineRules;

/* Up to one without a name. */
extern const MachineRules machine_rules[];

/* Returns: (borrowed, nullable) the row of @machine ("pseries-7.2") in @table. */
const MachineRules *machine_rules_find(const MachineRules *table, const char *machine);

/* Returns: (borrowed, nullable) the bus that a controller of @model makes. */
const BusRule *machine_bus_rule(const MachineRules *rules, const char *model);
