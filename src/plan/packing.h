/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Dense packing (<pseries:pci packing='dense'>): plain PCI devices of one kind share slots as
 * functions.
 *
 * Plain is an emulated endpoint that is no PCI Express device.  What is passed through, a
 * controller, a device with a fixed slot, and one with multifunction='off' has a slot of its own.
 */

/* Returns: (borrowed, nullable) the kind of plain device that @device is, whose @need is of type
 * ADDRESS_PCI; NULL: it has a slot of its own. @class: of its model. */
const DeviceKind *packing_kind(const Device *device, const AddressNeed *need, PciClass class);

/* Returns: the number of PHBs on which @domain, a planned guest, has plain devices. 0: packing does
 * not reduce it, since the guest is packed, or its machine does not add PHBs of many slots. */
unsigned packing_n_phbs(const Domain *domain, const DomainContext *context);
