/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/*
 * <interface type='hostdev'>: a host NIC that is passed through to the guest.
 *
 * For QEMU it is a <hostdev>, with such an id and placement.  It also has a MAC address, which
 * whoever starts the guest sets on the host's NIC.
 */

/* Fills in the source's PCI domain and its IOMMU group. */
void interface_hostdev_complete(Interface *nic, const DomainContext *context, Report *report);

/* Reports settings that such a NIC cannot have. */
void interface_hostdev_check(const Interface *nic, const DomainContext *context, Report *report);

/* Returns: the address that @nic, a passed-through NIC, needs: a PCI slot in the isolation group of
 * its host device. */
AddressNeed interface_hostdev_need(const Interface *nic);

/* The device; it has no -netdev. */
void interface_hostdev_parts(const Interface *nic, const Domain *domain, PartList *parts);
