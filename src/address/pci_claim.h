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

/* Claims the function of @device->address on @bus for @device, and those of its virtual @functions
 * (nullable: none).  Returns: false, with an error reported, when another device has one of them.
 */
bool pci_claims_add(PciClaims *claims, Bus *bus, Device *device,
                    const PciVirtualFunctions *functions);

/* To be called when everything is claimed: sets multifunction='on' on function 0 of a slot with
 * several functions, as libvirt does; warns of a slot without function 0, whose other functions
 * guests do not find. */
void pci_claims_finish(PciClaims *claims);
