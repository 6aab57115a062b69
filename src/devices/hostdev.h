/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev_source.h"
#include "devices/rom.h"
#include "devices/teaming.h"
#include "domain/domain.h"

/*
 * <hostdev>: a host device that is passed through to the guest.
 */
typedef enum { HOSTDEV_MODE_NONE, HOSTDEV_SUBSYSTEM, HOSTDEV_CAPABILITIES } HostdevMode;

typedef enum {
    HOSTDEV_MODEL_NONE,
    HOSTDEV_VFIO_PCI,
    HOSTDEV_VIRTIO, /* scsi_host, in virtio's three forms */
    HOSTDEV_VIRTIO_TRANSITIONAL,
    HOSTDEV_VIRTIO_NON_TRANSITIONAL,
    HOSTDEV_VFIO_CCW, /* refused from here on */
    HOSTDEV_VFIO_AP,
} HostdevModel;

typedef enum { HOSTDEV_DRIVER_NONE, HOSTDEV_VFIO, HOSTDEV_KVM, HOSTDEV_XEN } HostdevDriverName;

typedef struct {
    HostdevDriverName name;
    char *model; /* pci: the host's driver to bind instead of vfio-pci */
} HostdevDriver;

typedef struct {
    Device device;
    HostdevMode mode;
    HostdevType type;
    HostdevModel model; /* mdev, scsi_host */
    Tristate display;   /* mdev: on: <graphics> shows its screen */
    Tristate managed;   /* yes: detached from its host driver and reattached */
    HostdevDriver driver;
    HostdevSource source;
    Tristate raw_io;   /* scsi: only kept */
    int sgio;          /* scsi: 1: filtered by the kernel */
    bool is_readonly;  /* scsi */
    bool is_shareable; /* scsi: kept */
    Tristate ramfb;
    unsigned node_number; /* scsi: of its block node */
    char *vhost_fd;       /* scsi_host: number of the descriptor that QEMU inherits; not XML */
    Teaming teaming;      /* pci: a NIC */
    Rom rom;
} Hostdev;

extern const DeviceKind hostdev_kind;
