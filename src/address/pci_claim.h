/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "machine/bus.h"

/* Which device has which PCI function, and what follows for the slots that have several. */
typedef struct PciClaims PciClaims;

/* Returns: (owned); @report: borrowed for its life. */
PciClaims *pci_claims_new(Report *report);
void pci_claims_free(PciClaims *claims);

/* Gives the function that @device->address names, on @bus, to @device.  Returns: false, with an
 * error that names both, when another device has it. */
bool pci_claims_add(PciClaims *claims, Bus *bus, Device *device);

/* Once all is claimed: function 0 of a slot with several functions gets multifunction='on', as
 * stock libvirt does; a slot without function 0 is warned of, since guests do not look further
 * there. */
void pci_claims_finish(PciClaims *claims);
