/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_network.h"
#include "domain/domain.h"
#include "domain/seclabel.h"
#include "domain/virtio.h"

/*
 * <disk>: a disk, CD-ROM or pass-through LUN on a virtio, SCSI or USB bus.
 */
typedef enum { DISK_TRAY_NONE, DISK_TRAY_CLOSED, DISK_TRAY_OPEN } DiskTray;
typedef enum {
    DISK_TYPE_NONE,
    DISK_TYPE_FILE,
    DISK_TYPE_BLOCK,
    DISK_TYPE_NETWORK,
    DISK_TYPE_NVME,
    DISK_TYPE_DIR, /* refused from here on */
    DISK_TYPE_VOLUME,
    DISK_TYPE_VHOSTUSER
} DiskType;
typedef enum {
    DISK_DEVICE_NONE,
    DISK_DEVICE_DISK,
    DISK_DEVICE_CDROM,
    DISK_DEVICE_LUN,
    DISK_DEVICE_FLOPPY
} DiskDevice;
typedef enum {
    DISK_BUS_NONE,
    DISK_BUS_VIRTIO,
    DISK_BUS_SCSI,
    DISK_BUS_USB,
    DISK_BUS_IDE, /* refused from here on */
    DISK_BUS_SATA,
    DISK_BUS_FDC,
    DISK_BUS_XEN,
    DISK_BUS_UML,
    DISK_BUS_SD
} DiskBus;
typedef enum {
    DISK_MODEL_NONE,
    DISK_MODEL_VIRTIO,
    DISK_MODEL_VIRTIO_TRANSITIONAL,
    DISK_MODEL_VIRTIO_NON_TRANSITIONAL
} DiskModel;
typedef enum {
    DISK_CACHE_NONE_GIVEN,
    DISK_CACHE_DEFAULT,
    DISK_CACHE_NONE,
    DISK_CACHE_WRITETHROUGH,
    DISK_CACHE_WRITEBACK,
    DISK_CACHE_DIRECTSYNC,
    DISK_CACHE_UNSAFE
} DiskCache;
typedef enum { DISK_IO_NONE, DISK_IO_THREADS, DISK_IO_NATIVE, DISK_IO_URING } DiskIo;

typedef struct {
    char *name;
    char *type;
    DiskCache cache;
    DiskIo io;
    int error_policy, rerror_policy, discard, detect_zeroes;
    Tristate ioeventfd, event_idx, copy_on_read;
    OptionalUint queues, queue_size, iothread;
    VirtioOptions virtio;
} DiskDriver;

/* An NVMe drive of the host's, which QEMU drives itself, by VFIO. */
typedef struct {
    int type; /* 1: pci */
    Tristate managed;
    OptionalUint name_space;
    HostPciAddress *address; /* (owned, nullable) */
} DiskNvme;

typedef struct {
    char *file, *dev;
    int startup_policy;
    DiskNetwork network;
    DiskNvme nvme;
    GPtrArray *seclabels; /* (owned, nullable) DeviceSeclabel *: kept */
} DiskSource;

typedef struct {
    char *dev;
    DiskBus bus;
    DiskTray tray;
    Tristate removable;
    OptionalUint rotation_rate;
} DiskTarget;

typedef struct {
    OptionalUint logical, physical;
} DiskBlockIo;

typedef struct {
    Device device;
    DiskType type;
    DiskDevice device_type;
    DiskModel model;
    DiskDriver driver;
    DiskSource source;
    DiskTarget target;
    DiskBlockIo block_io;
    bool is_readonly, is_shareable;
    char *serial, *wwn, *vendor, *product;
    unsigned node_number; /* of its block nodes, as libvirt counts: the last disk is 1 */
} Disk;

extern const DeviceKind disk_kind;
extern const XmlBinding disk_binding;
extern const NameTable disk_type_names;

/* Returns: the number that a name stands for, behind its two letters: vda 0, sdz 25, vdaa 26; -1
 * for no such name. */
int disk_target_number(const char *target);

/* Returns: true when there is something in the drive. */
bool disk_has_source(const Disk *disk);

/* The parts: block nodes, then the device. */
void disk_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts);

/* Returns: (borrowed) QEMU's device type. */
const char *disk_driver_name(const Disk *disk);
