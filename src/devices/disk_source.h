/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_network.h"
#include "devices/disk_reservations.h"

/*
 * Where an image is: its type and its <source>, of a disk or of what a disk is based on.
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
} DiskType;

typedef enum { DISK_IO_NONE, DISK_IO_THREADS, DISK_IO_NATIVE, DISK_IO_URING } DiskIo;

/* An NVMe drive of the host's, which QEMU drives itself, by VFIO. */
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

/* How a lost connection to a vhostuser disk's program comes back. */
typedef struct {
    Tristate enabled;
    OptionalUint timeout; /* seconds */
} DiskReconnect;

typedef enum { DISK_SOURCE_NONE, DISK_SOURCE_PCI, DISK_SOURCE_UNIX } DiskSourceType;

typedef struct {
    DiskSourceType type; /* nvme, vhostuser */
    char *file, *dev;
    char *path;                 /* vhostuser: of a socket */
    DiskStartup startup_policy; /* for who starts the guest */
    OptionalUint index;         /* of a running guest's node; complete() forgets it */
    DiskNetwork network;
    DiskNvme nvme;
    DiskReconnect reconnect; /* vhostuser */
    /* (owned, nullable) */
    DiskReservations *reservations;
    DiskSlices *slices;
    GPtrArray *seclabels; /* DeviceSeclabel *: kept */
    unsigned opened;      /* of a run: QEMU inherits the file or device under this number, see
                           * domain/opened_file.h */
} DiskSource;

extern const XmlBinding disk_source_binding;
extern const NameTable disk_type_names;

/* Returns: (borrowed, nullable) the host's file or device that the image is in. */
const char *disk_source_path(const DiskSource *source);

/* Returns: true when there is something in the drive. */
bool disk_source_is_given(const DiskSource *source, DiskType type);

/* Errors for what is missing or belongs to another type.  @target, @line: the disk's. */
void disk_source_check(const DiskSource *source, DiskType type, const char *target, unsigned line,
                       Report *report);

/* Writes QEMU's driver of the storage and where it finds it. */
void disk_source_write(const DiskSource *source, DiskType type, DiskIo io, JsonObject *part);

/* Writes the part of the storage that is used, if not all of it. */
void disk_source_write_slice(const DiskSource *source, JsonObject *part);
