/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "machine/bus.h"

/*
 * The PCI buses of one guest during placement: those of its document, and those added by the rules
 * of the machine.
 */
typedef struct PciBuses PciBuses;

/* Returns: (owned) an empty set.  The arguments are borrowed for its life. */
PciBuses *pci_buses_new(const MachineRules *rules, const MachineFacts *facts, Report *report);
void pci_buses_free(PciBuses *buses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PciBuses, pci_buses_free)

/* Adds a bus of the document.  @target_index: not set for a bridge, or for a root without one. */
void pci_buses_add(PciBuses *buses, const BusRule *rule, unsigned index, OptionalUint target_index,
                   unsigned line);

/* One more than the largest index; and (borrowed, nullable) the bus of an index. */
unsigned pci_buses_n(const PciBuses *buses);
Bus *pci_buses_get(const PciBuses *buses, uint64_t index);

/* Returns: the number of added buses that need a slot themselves. */
unsigned pci_buses_n_added(const PciBuses *buses);

/* Assigns target indexes to the document's host bridges, and adds buses for the gaps between its
 * indexes.  @n_devices: for the message.  Returns: false, with an error reported, when the machine
 * does not have so many buses. */
bool pci_buses_complete(PciBuses *buses, unsigned n_devices);

/* Adds buses for a device with @plug.  Returns: (borrowed, nullable) the last of them, which takes
 * the device; NULL when the machine takes no more buses. */
Bus *pci_buses_grow(PciBuses *buses, unsigned plug);

/* True when some bus has a free slot. */
bool pci_buses_have_free_slot(const PciBuses *buses);

/* The largest target index of a host bridge. */
unsigned pci_buses_max_target(const PciBuses *buses);

/* Reports, once, that there is no room for @n_devices; and returns whether that was reported. */
void pci_buses_report_full(PciBuses *buses, unsigned n_devices);
bool pci_buses_are_full(const PciBuses *buses);
