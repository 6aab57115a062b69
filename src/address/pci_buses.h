/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "machine/bus.h"

/*
 * The PCI buses of one guest while it is placed: those of its document, and those that are added as
 * the machine's rows have it.
 */
typedef struct PciBuses PciBuses;

/* Returns: (owned) none yet.  All borrowed for its life. */
PciBuses *pci_buses_new(const MachineRules *rules, const MachineFacts *facts, Report *report);
void pci_buses_free(PciBuses *buses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PciBuses, pci_buses_free)

/* Adds a bus that the document has. @target_index: absent for a bridge, or a root that states none.
 */
void pci_buses_add(PciBuses *buses, const BusRule *rule, unsigned index, OptionalUint target_index,
                   unsigned line);

/* One more than the largest index, and the bus of an index; NULL where there is none (borrowed). */
unsigned pci_buses_n(const PciBuses *buses);
Bus *pci_buses_get(const PciBuses *buses, uint64_t index);

/* Returns: how many were added that need a slot themselves. */
unsigned pci_buses_n_added(const PciBuses *buses);

/* Gives the document's host bridges their target indexes, and fills the gaps between its indexes.
 * Returns: false when the machine has not that many buses, which is reported. */
bool pci_buses_complete(PciBuses *buses, unsigned n_devices);

/* Adds buses for what plugs in as @plug.  Returns: (borrowed, nullable) the last, which takes it;
 * NULL when the machine has no more. */
Bus *pci_buses_grow(PciBuses *buses, unsigned plug);

/* True when a slot of some bus is free. */
bool pci_buses_have_free_slot(const PciBuses *buses);

/* The largest target index of a host bridge. */
unsigned pci_buses_max_target(const PciBuses *buses);

/* Says, once, that there is no room for @n_devices. */
void pci_buses_report_full(PciBuses *buses, unsigned n_devices);
bool pci_buses_are_full(const PciBuses *buses);
