/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/*
 * PCI controllers.  The valid models and their <target> are in the machine's rows.
 */

/* Fills in the name of QEMU's device and the target numbers that follow from the index. */
void controller_pci_complete(Controller *controller, const Domain *domain,
                             const MachineRules *rules);

/* Returns: false, with an error reported, when the controller cannot have its index. */
bool controller_pci_check_first(const Controller *controller, const MachineRules *rules,
                                Report *report);

/* All other checks, for a controller that the machine has. */
void controller_pci_check(const Controller *controller, const Domain *domain,
                          const DomainContext *context, Report *report);
