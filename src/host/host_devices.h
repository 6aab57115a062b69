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

/* Whether host_devices_claim() would give @guest the device now, which stays as it is. */
bool host_devices_check(HostDevices *devices, const HostDeviceName *device,
                        const GPtrArray *members, const char *guest, GError **error);

/* Keeps @device from all guests while the host changes its driver or resets it, so that no guest
 * starts with it between a check and the change.  Errors: OPERATION_INVALID when a guest has the
 * device, or another caller changes it. */
bool host_devices_claim_for_host(HostDevices *devices, const HostDeviceName *device,
                                 GError **error);

/* host_devices_claim() for a guest that an earlier daemon started. */
void host_devices_restore(HostDevices *devices, const char *name, const char *guest);

/* Undoes one host_devices_claim(), host_devices_claim_for_host() or host_devices_restore(). */
void host_devices_release(HostDevices *devices, const char *name);

/* Returns: (owned, nullable) the guest that has the device; NULL also while the host changes it. */
char *host_devices_guest(HostDevices *devices, const char *name);
