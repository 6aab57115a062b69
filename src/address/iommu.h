/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/address.h"

/* Returns: the IOMMU group of the host's PCI device @at, from the tree below @sysfs ("/sys"), where
 * DEVICE/iommu_group links to the group's folder; -1 when it is not known. */
int iommu_group_of(const char *sysfs, const HostPciAddress *at);

/* Returns: (owned) the name of the host's PCI device @at, for messages and in sysfs:
 * "0002:01:00.0". */
char *host_pci_name(const HostPciAddress *at);

/* Returns: (owned) the path of @file in the folder that the host's PCI device @at has below @sysfs;
 * NULL for the folder itself. */
char *host_pci_path(const char *sysfs, const HostPciAddress *at, const char *file);
