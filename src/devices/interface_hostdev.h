/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/*
 * <interface type='hostdev'>: a NIC of the host's, passed through to the guest.
 *
 * For QEMU it is a <hostdev>, and shares their ids and their place; what it has beside is its MAC
 * address, which whoever starts the guest sets on the host's NIC.
 */

/* Fills in the source's PCI domain and its IOMMU group. */
void interface_hostdev_complete(Interface *nic, const DomainContext *context, Report *report);

/* Errors for what such a NIC cannot have. */
void interface_hostdev_check(const Interface *nic, const DomainContext *context, Report *report);

AddressNeed interface_hostdev_need(const Interface *nic);

/* The device; it has no -netdev. */
void interface_hostdev_parts(const Interface *nic, const Domain *domain, PartList *parts);
