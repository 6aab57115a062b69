/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "machine/bus.h"

/*
 * Gives PCI devices their slots.
 *
 * Addresses that the document states are claimed first and never moved; then every other device
 * gets the lowest free slot of the first bus that fits it, in the order of the requests, and buses
 * are added when none does.  Devices of an IOMMU group get host bridges of their own.  The same
 * requests always give the same addresses, and a planned guest planned again stays as it is.
 */
typedef struct PciPlacement PciPlacement;

/* A device that needs a PCI address; @device->address holds what the document states of it, and in
 * the end all of it. */
typedef struct {
    Device *device;    /* borrowed */
    const char *model; /* (borrowed) QEMU's device type, for messages */
    PciClass class;
    int isolation_group; /* BUS_EMULATED, or 1 and up */
    bool is_bridge;      /* sits on a host bridge unless the document says otherwise */
    /* (borrowed, nullable) the device of an earlier request, whose slot it goes to */
    const Device *slot_mate;
} PciRequest;

/* Returns: (owned) a placement without buses.  All borrowed for its life. */
PciPlacement *pci_placement_new(const MachineRules *rules, const MachineTruth *truth,
                                Report *report);
void pci_placement_free(PciPlacement *placement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PciPlacement, pci_placement_free)

/* Adds a bus that the document has. @target_index: absent for a bridge, or a root that states none.
 */
void pci_placement_add_bus(PciPlacement *placement, const BusRule *rule, unsigned index,
                           OptionalUint target_index, unsigned line);

/* Fills in the addresses of @n requests.  Problems go to the report; those it concerns keep the
 * address that they had. */
void pci_placement_run(PciPlacement *placement, const PciRequest *requests, size_t n);

/* The buses by index, those that were added behind the document's (borrowed). */
unsigned pci_placement_n_buses(const PciPlacement *placement);
const Bus *pci_placement_bus(const PciPlacement *placement, unsigned i);
