/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/rom.h"
#include "domain/domain.h"

/*
 * <hostdev>: a device of the host, passed through to the guest.
 */
typedef enum { HOSTDEV_MODE_NONE, HOSTDEV_SUBSYSTEM, HOSTDEV_CAPABILITIES } HostdevMode;

typedef enum {
    HOSTDEV_NONE,
    HOSTDEV_PCI,
    HOSTDEV_USB,
    HOSTDEV_SCSI,
    HOSTDEV_SCSI_HOST,
    HOSTDEV_MDEV,
    HOSTDEV_STORAGE,
    HOSTDEV_MISC,
    HOSTDEV_NET,
} HostdevType;

typedef enum { HOSTDEV_DRIVER_NONE, HOSTDEV_VFIO, HOSTDEV_KVM, HOSTDEV_XEN } HostdevDriverName;

typedef struct {
    HostdevDriverName name;
} HostdevDriver;

typedef struct {
    HostPciAddress *address; /* (owned, nullable) */
} HostdevSource;

typedef struct {
    Device device;
    HostdevMode mode;
    HostdevType type;
    Tristate managed; /* yes: taken from its driver and given back */
    HostdevDriver driver;
    HostdevSource source;
    Rom rom;
    OptionalInt iommu_group; /* not XML: the host's, looked up once */
} Hostdev;

extern const DeviceKind hostdev_kind;
