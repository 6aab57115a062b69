/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "domain/address.h"
#include "machine/bus.h"

/*
 * Where on a bus the virtual functions of a card are, @functions (nullable: it has none).
 */

/* Returns: false when a card of QEMU's type @model that has @address in the document has no place
 * for all of them on its bus, with an error. */
bool pci_virtual_check(const PciVirtualFunctions *functions, const Address *address,
                       const char *model, Report *report);

/* Returns: the lowest free slot of @bus from which on the slots of all of them are free, the card
 * itself having @function of it; BUS_SLOTS: none. */
unsigned pci_virtual_free_slot(const PciVirtualFunctions *functions, Bus *bus, unsigned function);
