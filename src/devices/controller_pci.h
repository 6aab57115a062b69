/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/*
 * PCI controllers: which of them there are, and what their <target> may say, is in the machine's
 * rows.
 */

/* Fills in the name of QEMU's device, and the numbers that follow from the index. */
void controller_pci_complete(Controller *controller, const Domain *domain,
                             const MachineRules *rules);

/* False, and an error, when the controller cannot be the one of its index. */
bool controller_pci_check_first(const Controller *controller, const MachineRules *rules,
                                Report *report);

/* The other checks, once it is known that the machine has such a controller. */
void controller_pci_check(const Controller *controller, const Domain *domain,
                          const DomainContext *context, Report *report);
