/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "address/pci_buses.h"
#include "domain/device.h"

/*
 * Gives PCI devices their slots, by the rows of the machine.
 *
 * Addresses that the document states are claimed first and never moved; then what has a fixed slot
 * on the machine takes it; then every other device gets the lowest free slot of the first bus that
 * takes it, in the order of the requests, and buses are added when none does.  Where the machine
 * isolates, devices of an IOMMU group get host bridges of their own.  The same requests always give
 * the same addresses, and a planned guest planned again stays as it is.
 *
 * A bus that was added may need a slot itself.  It is then a device like any other, so the whole is
 * done once more with it: see pci_buses_n_added().
 */
typedef struct PciPlacement PciPlacement;

/* A device that needs a PCI address; @device->address holds what the document states of it, and in
 * the end all of it. */
typedef struct {
    Device *device;    /* borrowed */
    const char *model; /* (borrowed) QEMU's device type, for messages */
    PciClass class;
    unsigned plug;          /* one of PLUG_ */
    int isolation_group;    /* BUS_EMULATED, or 1 and up */
    const BusRule *makes;   /* (borrowed, nullable) the bus that the device makes ... */
    unsigned makes_index;   /* ... and its index */
    const char *fixed_slot; /* (borrowed, nullable) the name of its place in the machine's rows */
    unsigned set;           /* devices of one set are functions of one slot; 0: of none */
} PciRequest;

/* Returns: (owned) a placement without buses.  All borrowed for its life. */
PciPlacement *pci_placement_new(const MachineRules *rules, const MachineFacts *facts,
                                Report *report);
void pci_placement_free(PciPlacement *placement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PciPlacement, pci_placement_free)

/* The buses (borrowed): the document's are added before the run, ours by it. */
PciBuses *pci_placement_buses(PciPlacement *placement);

/* Fills in the addresses of @n requests.  Problems go to the report; those it concerns keep the
 * address that they had. */
void pci_placement_run(PciPlacement *placement, const PciRequest *requests, size_t n);
