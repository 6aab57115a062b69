/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The host's devices that guests have, by their names ("0002:01:00.0"): one guest at a time, and
 * one guest for all devices of an IOMMU group, since VFIO gives out groups.  Thread-safe; never
 * blocks.
 */
typedef struct HostDevices HostDevices;

/* Returns: (owned) no device is in use. */
HostDevices *host_devices_new(void);
void host_devices_free(HostDevices *devices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostDevices, host_devices_free)

/* What a device is on, for messages. */
typedef enum { HOST_DEVICE_PCI, HOST_DEVICE_USB, HOST_DEVICE_MDEV, HOST_DEVICE_SCSI } HostDeviceBus;

typedef struct {
    HostDeviceBus bus;
    const char *name;
} HostDeviceName;

/* Has the guest @guest have @device, whose IOMMU group has @members (char *, its name among
 * them; NULL or empty: no group).  Errors: OPERATION_INVALID, naming the device and the guest, when
 * another guest has one of them.  A guest may claim a device several times, and releases it as
 * often. */
bool host_devices_claim(HostDevices *devices, const HostDeviceName *device,
                        const GPtrArray *members, const char *guest, GError **error);

/* The same for a guest that an earlier daemon started. */
void host_devices_restore(HostDevices *devices, const char *name, const char *guest);

/* Undoes one host_devices_claim() or host_devices_restore(). */
void host_devices_release(HostDevices *devices, const char *name);

/* Returns: (owned, nullable) the guest that has the device. */
char *host_devices_guest(HostDevices *devices, const char *name);
