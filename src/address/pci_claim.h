/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "machine/bus.h"

/* The owner of each PCI function, and the multifunction flags that follow. */
typedef struct PciClaims PciClaims;

/* Returns: (owned) an empty set; @report is borrowed for its life. */
PciClaims *pci_claims_new(Report *report);
void pci_claims_free(PciClaims *claims);

/* Claims the function of @device->address on @bus for @device.  Returns: false, with an error
 * reported that names both, when another device has it. */
bool pci_claims_add(PciClaims *claims, Bus *bus, Device *device);

/* Claims the places of the virtual functions (nullable: none) of @device, which has its own.
 * Returns: false when one is taken, with an error. */
bool pci_claims_add_virtual(PciClaims *claims, Bus *bus, Device *device,
                            const PciVirtualFunctions *functions);

/* To be called when everything is claimed: sets multifunction='on' on function 0 of a slot with
 * several functions, as libvirt does; warns of a slot without function 0, whose other functions
 * guests do not find. */
void pci_claims_finish(PciClaims *claims);
