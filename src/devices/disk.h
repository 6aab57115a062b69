/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"
#include "devices/disk_chain.h"
#include "devices/disk_filter.h"
#include "devices/iothread_map.h"
#include "domain/disk_iotune.h"
#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <disk>: a disk, CD-ROM or pass-through LUN on a virtio, SCSI, USB or SATA bus.
 */
typedef enum { DISK_TRAY_NONE, DISK_TRAY_CLOSED, DISK_TRAY_OPEN } DiskTray;
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
    DISK_BUS_SATA,
    DISK_BUS_IDE, /* refused from here on */
    DISK_BUS_FDC,
    DISK_BUS_XEN,
    DISK_BUS_UML,
    DISK_BUS_SD,
    DISK_BUS_NVME
} DiskBus;
typedef enum {
    DISK_MODEL_NONE,
    DISK_MODEL_VIRTIO,
    DISK_MODEL_VIRTIO_TRANSITIONAL,
    DISK_MODEL_VIRTIO_NON_TRANSITIONAL,
    DISK_MODEL_USB_STORAGE,
    DISK_MODEL_USB_BOT,
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

typedef enum {
    DISK_SNAPSHOT_NONE,
    DISK_SNAPSHOT_INTERNAL,
    DISK_SNAPSHOT_EXTERNAL,
    DISK_SNAPSHOT_NO,
    DISK_SNAPSHOT_MANUAL
} DiskSnapshotMode;

typedef enum { DISK_SGIO_NONE, DISK_SGIO_FILTERED, DISK_SGIO_UNFILTERED } DiskSgio;

typedef struct {
    char *name;
    char *type;
    DiskCache cache;
    DiskIo io;
    int error_policy, rerror_policy, discard, detect_zeroes;
    Tristate ioeventfd, event_idx, copy_on_read, discard_no_unref;
    OptionalUint queues, queue_size, iothread;
    VirtioOptions virtio;
    DiskMetadataCache metadata_cache;
    IothreadMap *iothreads; /* (owned, nullable) */
} DiskDriver;

typedef struct {
    char *dev;
    DiskBus bus;
    DiskTray tray;
    Tristate removable;
    Tristate dpofua; /* scsi: forced unit access */
    OptionalUint rotation_rate;
} DiskTarget;

typedef struct {
    OptionalUint logical, physical, discard;
} DiskBlockIo;

typedef struct {
    OptionalUint cylinders, heads, sectors;
} DiskGeometry;

typedef struct {
    Device device;
    DiskType type;
    DiskDevice device_type;
    DiskModel model;
    DiskDriver driver;
    DiskSource source;
    DiskTarget target;
    /* (owned, nullable), as is what it is based on */
    DiskGeometry *geometry;
    DiskBlockIo *block_io;
    DiskIotune *iotune;
    DiskBacking *backing;
    DiskAuth *auth; /* libvirt's old place for that of its source, as is the next; kept there */
    DiskEncryption *encryption;
    DiskFilters filters;
    bool is_readonly, is_shareable;
    Tristate raw_io;           /* lun: only kept */
    DiskSgio sgio;             /* lun: the kernel's filter of SCSI commands */
    DiskSnapshotMode snapshot; /* only kept */
    void *mirror;              /* of a running guest: ignored */
    char *serial, *wwn, *vendor, *product;
    unsigned node_number; /* of its block nodes, as libvirt counts: the last disk is 1, and what its
                           * document says that it is based on goes on from there; what was
                           * detected comes behind all of them; a disk that joins a running guest
                           * goes on from Domain.last_block_node; 0: it has none yet */
    bool has_chosen_bus;  /* its document names none, and it is not placed yet */
    bool brings_helper;   /* it is the first disk with managed <reservations> */
} Disk;

extern const DeviceKind disk_kind;
extern const XmlBinding disk_binding;
extern const NameTable disk_bus_names;

/* Returns: the number in a target name: vda 0, sdz 25, vdaa 26; -1 for an invalid name. */
int disk_target_number(const char *target);

/* Returns: true when the disk has a source; false for an empty drive. */
static inline bool
disk_has_source(const Disk *disk)
{
    return disk_source_is_given(&disk->source, disk->type);
}

/* Returns: (borrowed) the format of the disk's image; libvirt leaves that of a volume open until
 * the guest is started. */
static inline const char *
disk_format(const Disk *disk)
{
    return disk->driver.type != NULL ? disk->driver.type : "raw";
}

/* Returns: (borrowed, nullable) the <auth> of its own image, in either place. */
static inline const DiskAuth *
disk_auth(const Disk *disk)
{
    return disk->source.auth != NULL ? disk->source.auth : disk->auth;
}

/* Returns: (borrowed, nullable) the same for <encryption>. */
static inline const DiskEncryption *
disk_encryption(const Disk *disk)
{
    return disk->source.encryption != NULL ? disk->source.encryption : disk->encryption;
}

/* Appends the secrets (const SecretRef *, borrowed) that QEMU needs for its images. */
void disk_add_secrets(const Disk *disk, GPtrArray *secrets);

/* Appends the sources (DiskSource *, borrowed) of its image and its backing images that are files
 * or devices of the host, see disk_source_path(). */
void disk_add_sources(Disk *disk, GPtrArray *sources);

/* Numbers the block nodes of disks that have no number yet, from Domain.last_block_node on; the
 * others keep theirs.  Says which disk brings the program of managed <reservations>. */
void disk_number_all(Domain *domain);

/* Writes the node numbers into the XML members of a running guest's disk. */
void disk_show_nodes(Disk *disk);

/* Reads the node numbers from the XML members of a running guest's disk. */
void disk_recall_nodes(Disk *disk);

/* Removes from @disk, of a running guest's document, the backing images that @defined, the disk in
 * its definition, does not have. */
void disk_forget_detected(Disk *disk, const Disk *defined);

/* Empties the drive: removes the source and its format.  What is put in next gets new numbers. */
void disk_eject(Disk *disk);

/* DeviceKind.parts: block nodes, then the device. */
void disk_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts);

/* True when guests of that machine have the disk's bus. */
bool disk_has_bus(const Disk *disk, const DomainContext *context);

/* Returns: the type of the disk's controller; NONE: its address is not of type "drive". */
ControllerType disk_controller_type(const Disk *disk);

/* Sets @address to the place of a disk on such a controller that follows from its name, as in
 * libvirt.  The controller need not exist. */
void disk_target_address(const Disk *disk, Address *address);

/* Returns: (static) QEMU's device type. */
const char *disk_driver_name(const Disk *disk);
