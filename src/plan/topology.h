/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * The PCI devices of a planned guest as a tree: host bridges, the functions in their slots, and
 * what is behind bridges.
 *
 * It also has the addresses that the guest sees.  A guest sees each PHB as a PCI domain whose
 * number is the PHB's index, with the PHB's own bus as bus 0 and bridges numbered from 1, depth
 * first by slot: the firmware's enumeration, as seen in Linux guests.
 */
typedef struct TopologyBus TopologyBus;

typedef struct {
    const Device *device; /* borrowed */
    const char *model;    /* (borrowed) QEMU's name: "virtio-net-pci" */
    unsigned slot, function;
    char *address;         /* in the XML: "0000:02:05.0" */
    char *guest_address;   /* in the guest: "0003:00:05.0" */
    unsigned config_bytes; /* of configuration space that the guest reaches: 256 or 4096 */
    TopologyBus *behind;   /* (owned, nullable) for a bridge */
} TopologyFunction;

struct TopologyBus {
    const Device *controller; /* borrowed */
    const char *model;        /* (borrowed) QEMU's name of it, or libvirt's where it has none */
    unsigned index;           /* of the controller: the bus in the XML */
    unsigned domain;          /* in the guest: the PHB's index */
    unsigned guest_bus;       /* in the guest: 0 for the PHB's own */
    char *name;               /* QEMU's: "pci.2.0" */
    GPtrArray *functions;     /* (owned) TopologyFunction *, by slot and function */
};

typedef struct {
    GPtrArray *phbs;  /* (owned) TopologyBus *, by the PHB's index */
    const Plan *plan; /* borrowed */
} Topology;

/* Returns: (owned) the tree of @plan, which must outlive it; ids are set (plan_argv() was called).
 */
Topology *topology_new(const Plan *plan);
void topology_free(Topology *topology);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Topology, topology_free)
