/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "address/pci_buses.h"
#include "domain/device.h"

/*
 * Assigns PCI addresses by the rules of the machine.
 *
 * Addresses in the document are claimed first and never moved.  Then devices with a fixed slot of
 * the machine take it.  Then, in the order of the requests, every other device gets the lowest free
 * slot of the first bus that takes it; buses are added when none does.  On machines that isolate,
 * the devices of an IOMMU group get their own host bridges.  The result is deterministic, and
 * planning a planned guest again changes nothing.
 *
 * Devices of a pack share slots.  Function 0 of such a slot has multifunction='on' even while it is
 * alone: this marks the slot, when the guest is planned again, as one that further devices of the
 * pack may join.  A slot whose function 0 is gone is filled up again from there.
 *
 * An added bus may need a slot itself, like any other device, so placement is then repeated with
 * it: see pci_buses_n_added().
 */
typedef struct PciPlacement PciPlacement;

/* A device that needs a PCI address.  @device->address has the document's part of it before, and
 * the whole address after placement. */
typedef struct {
    Device *device;    /* borrowed */
    const char *model; /* (borrowed) QEMU's device type, for messages */
    PciClass class;
    unsigned plug;        /* one of PLUG_ */
    int isolation_group;  /* BUS_EMULATED, or 1 and up */
    const BusRule *makes; /* (borrowed, nullable) the bus that the device provides ... */
    unsigned makes_index; /* ... and its index */
    const char
        *fixed_slot; /* (borrowed, nullable) the name of its fixed slot in the machine's rows */
    const PciVirtualFunctions *virtual_functions; /* (static, nullable) those that it brings */
    unsigned set;      /* devices of one set are functions of one slot; 0: of none */
    bool has_function; /* the function of an address without a slot counts */
    const void *pack;  /* (borrowed, nullable) devices of one pack share slots, at most eight in
                        * each; NULL: it shares none */
} PciRequest;

/* Returns: (owned) a placement without buses.  The arguments are borrowed for its life. */
PciPlacement *pci_placement_new(const MachineRules *rules, const MachineFacts *facts,
                                Report *report);
void pci_placement_free(PciPlacement *placement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PciPlacement, pci_placement_free)

/* Returns: (borrowed) the buses.  The caller adds the document's before pci_placement_run(), which
 * adds ours. */
PciBuses *pci_placement_buses(PciPlacement *placement);

/* Fills in the addresses of @n requests.  Problems go to the report; the devices concerned keep
 * their previous address. */
void pci_placement_run(PciPlacement *placement, const PciRequest *requests, size_t n);
