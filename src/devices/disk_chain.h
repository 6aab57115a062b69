/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_source.h"

/*
 * <backingStore>: the image that another one is based on, and so on down to the base.  An empty one
 * says that there are no more; where the document has none, the headers of the images tell the rest
 * when the guest starts.
 */
typedef struct DiskBacking DiskBacking;

/* <metadata_cache>: how much of a qcow2 image's tables QEMU keeps in memory. */
typedef struct {
    OptionalUint max_size; /* bytes */
} DiskMetadataCache;

typedef struct {
    char *type; /* "raw", "qcow2" */
    DiskMetadataCache metadata_cache;
} DiskFormat;

struct DiskBacking {
    unsigned line;
    DiskType type;        /* none: the end of the chain */
    OptionalUint index;   /* of a running guest's node, see DiskSource */
    bool is_detected;     /* a header names it, the document does not */
    unsigned node_number; /* of its block nodes */
    DiskFormat format;
    DiskSource source;
    DiskBacking *backing; /* (owned, nullable) */
};

extern const XmlBinding disk_metadata_cache_binding, disk_backing_binding;

/* Returns: true for a format that QEMU has. */
bool disk_format_is_known(const char *format);

/* Returns: true for a format whose images name the one that they are based on. */
bool disk_format_can_be_based(const char *format);

/* Fills in what the sources of @backing (nullable) and below lack. */
void disk_chain_complete(DiskBacking *backing);

/* Errors for what a chain below an image of @format cannot be.  @target: the disk's. */
void disk_chain_check(const DiskBacking *backing, const char *format, const char *target,
                      Report *report);

/* Returns: how many images @backing (nullable) and what is below it are. */
unsigned disk_chain_length(const DiskBacking *backing);

/* Returns: (owned) an image below another one that a header has told of; with no @path the end of
 * the chain.  @format: (nullable with no path). */
DiskBacking *disk_chain_detected(const char *path, DiskType type, const char *format);

/* Numbers the nodes of those of the images at @backing (nullable) and below that were detected, or
 * of those that were not, from @number + 1 on; those that have a number keep it.  Returns: the last
 * number given, or @number. */
unsigned disk_chain_number(DiskBacking *backing, bool is_detected, unsigned number);
