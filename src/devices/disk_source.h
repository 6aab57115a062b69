/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_network.h"
#include "devices/disk_reservations.h"
#include "devices/disk_secret.h"

/*
 * The type and <source> of an image: a disk's own or a backing image.
 */
typedef enum {
    DISK_TYPE_NONE,
    DISK_TYPE_FILE,
    DISK_TYPE_BLOCK,
    DISK_TYPE_NETWORK,
    DISK_TYPE_NVME,
    DISK_TYPE_VHOSTUSER,
    DISK_TYPE_DIR, /* refused from here on */
    DISK_TYPE_VOLUME,
    DISK_TYPE_VHOST_VDPA,
    DISK_TYPE_CTL,
} DiskType;

typedef enum { DISK_IO_NONE, DISK_IO_THREADS, DISK_IO_NATIVE, DISK_IO_URING } DiskIo;

/* An NVMe drive of the host, driven by QEMU itself through VFIO. */
typedef struct {
    Tristate managed;
    OptionalUint name_space;
    HostPciAddress *address; /* (owned, nullable) */
} DiskNvme;

/* The part of the storage that holds the image. */
typedef struct {
    int type; /* 1: storage */
    OptionalUint offset, size;
} DiskSlice;

typedef struct {
    DiskSlice slice;
} DiskSlices;

typedef enum { DISK_STARTUP_NONE, DISK_MANDATORY, DISK_REQUISITE, DISK_OPTIONAL } DiskStartup;

/* Reconnection to the process of a vhostuser disk, or to an NBD server. */
typedef struct {
    Tristate enabled;
    OptionalUint timeout; /* seconds between two attempts */
    OptionalUint delay;   /* nbd: seconds that the guest's requests wait for the server */
} DiskReconnect;

typedef struct DiskDataStore DiskDataStore; /* disk_data_store.h */

/* How a volume of an iSCSI pool is reached: by a device of the host, or by QEMU itself. */
typedef enum { DISK_POOL_NONE, DISK_POOL_HOST, DISK_POOL_DIRECT } DiskPoolMode;

typedef enum { DISK_SOURCE_NONE, DISK_SOURCE_PCI, DISK_SOURCE_UNIX } DiskSourceType;

typedef struct {
    DiskSourceType type; /* nvme, vhostuser */
    /* Of a volume the one that was found for a run, and that its document does not tell. */
    char *file, *dev;
    char *pool, *volume;        /* volume */
    DiskPoolMode pool_mode;     /* the same */
    char *path;                 /* vhostuser: of a socket */
    DiskStartup startup_policy; /* used when the guest is started */
    OptionalUint index;         /* of a running guest's node; complete() drops it */
    DiskNetwork network;
    DiskNvme nvme;
    DiskReconnect reconnect; /* vhostuser, nbd */
    /* (owned, nullable) */
    DiskReservations *reservations;
    DiskAuth *auth;
    DiskEncryption *encryption;
    DiskSlices *slices;
    DiskDataStore *data_store;
    GPtrArray *seclabels; /* DeviceSeclabel *: kept */
    unsigned
        opened; /* of a run: the descriptor that QEMU inherits, see domain/opened_file.h; 0: none */
} DiskSource;

extern const XmlBinding disk_source_binding, disk_data_store_binding;
extern const NameTable disk_type_names;

/* Returns: (borrowed, nullable) the path of the host's file or device with the image. */
const char *disk_source_path(const DiskSource *source);

/* Returns: the type of image that @source, of @type, is to QEMU: a volume that was found is a file
 * or a device of the host. */
DiskType disk_source_type(const DiskSource *source, DiskType type);

/* Returns: true when there is a source; false for an empty drive. */
bool disk_source_is_given(const DiskSource *source, DiskType type);

/* Returns: the protocol of an image of type 'network'; else NONE. */
static inline DiskProtocol
disk_source_protocol(const DiskSource *source, DiskType type)
{
    return type == DISK_TYPE_NETWORK ? source->network.protocol : DISK_PROTOCOL_NONE;
}

/* Fills in what libvirt does, and drops the index of a run. */
void disk_source_complete(DiskSource *source, DiskType type);

/* Reports what is missing or belongs to another type.  @target, @line: the disk's. */
void disk_source_check(const DiskSource *source, DiskType type, const char *target, unsigned line,
                       Report *report);

/* Writes QEMU's storage driver and its options into @part. */
void disk_source_write(const DiskSource *source, DiskType type, DiskIo io, const DiskKeys *keys,
                       JsonObject *part);

/* Writes the slice of the storage, if there is one. */
void disk_source_write_slice(const DiskSource *source, JsonObject *part);
