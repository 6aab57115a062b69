/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * A PCI device of the host and the driver that has it, as the kernel tells of them in sysfs, and
 * changes there (Documentation/ABI/testing/sysfs-bus-pci of Linux).
 *
 * @sysfs is "/sys" except in tests; a device is called by its name there, "0002:01:00.0".
 * Everything blocks on the kernel, which may load a driver: on a worker.
 */

/* The driver that hands a device to VFIO. */
#define VFIO_PCI_DRIVER "vfio-pci"

/* Returns: whether the host has the device. */
bool pci_device_exists(const char *sysfs, const char *name);

/* Returns: (owned, nullable) the driver that has the device; NULL when none has it. */
char *pci_device_driver(const char *sysfs, const char *name);

/* Returns: whether the driver that the device has now is one of VFIO's: vfio-pci or a variant. */
bool pci_device_is_for_vfio(const char *sysfs, const char *name);

/* Returns: whether the device may stay with its driver while VFIO has others of its IOMMU group:
 * the drivers of bridges, and those that keep a device from others. */
bool pci_device_is_harmless(const char *sysfs, const char *name);

/* Returns: (owned) char *: the devices of the IOMMU group of the device, itself among them, in the
 * order of their names; empty when it has no group. */
GPtrArray *pci_device_group_members(const char *sysfs, const char *name);

/* Takes the device from its driver and gives it to @driver, which is loaded if the kernel has it as
 * a module.  Errors: SYSTEM_ERROR, naming the device and the driver; it may have no driver then,
 * and pci_device_give_back() is the way back. */
bool pci_device_bind(const char *sysfs, const char *name, const char *driver, GError **error);

/* Undoes pci_device_bind(): @driver (nullable: none) has the device again.  A device that has gone
 * meanwhile is no error.  Errors: SYSTEM_ERROR. */
bool pci_device_give_back(const char *sysfs, const char *name, const char *driver, GError **error);

/* Takes the device from VFIO, if that has it, and has the kernel look for a driver: it may have
 * none.  Errors: SYSTEM_ERROR. */
bool pci_device_release(const char *sysfs, const char *name, GError **error);

/* Resets the device by the means that the kernel has for it.  Errors: INTERNAL_ERROR, also when
 * there are none. */
bool pci_device_reset(const char *sysfs, const char *name, GError **error);
