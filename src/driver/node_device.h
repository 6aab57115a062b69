/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Node devices that are taken from the host by hand, for a <hostdev managed='no'>, and given back.
 * Meanwhile no guest can start with the device.  On a worker; blocks on the kernel.
 */

/* Takes the device @name from its driver and gives it to @driver_name (nullable, and "vfio":
 * vfio-pci).  One that has it already stays.  Errors: NO_NODE_DEVICE; OPERATION_INVALID when a
 * guest or the host uses the device, or another call changes it; CONFIG_UNSUPPORTED in a session;
 * SYSTEM_ERROR. */
bool node_device_detach(Driver *driver, const char *name, const char *driver_name, GError **error);

/* Gives the device back to the driver of the host that knows it.  Errors: the same. */
bool node_device_reattach(Driver *driver, const char *name, GError **error);

/* Resets the device; one that VFIO has is reset whenever it changes hands, and is left alone.
 * Errors: the same; INTERNAL_ERROR when it cannot be reset. */
bool node_device_reset(Driver *driver, const char *name, GError **error);
