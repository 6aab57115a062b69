/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_source.h"

/*
 * <backingStore>: the backing image of an image, recursively.  An empty one ends the chain; if
 * there is none, image headers are read when the guest starts.
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
    bool is_detected;     /* from a header, not from the document */
    unsigned node_number; /* of its block nodes */
    DiskFormat format;
    DiskSource source;
    DiskBacking *backing; /* (owned, nullable) */
};

extern const XmlBinding disk_metadata_cache_binding, disk_format_binding, disk_backing_binding;

/* Returns: true for a format that QEMU knows. */
bool disk_format_is_known(const char *format);

/* Returns: true for a format whose headers name a backing image. */
bool disk_format_can_be_based(const char *format);

/* Fills in defaults of the sources of @backing (nullable) and below. */
void disk_chain_complete(DiskBacking *backing);

/* Reports errors in the chain below an image of @format.  @target: the disk's. */
void disk_chain_check(const DiskBacking *backing, const char *format, const char *target,
                      Report *report);

/* Returns: the number of images from @backing (nullable) on. */
unsigned disk_chain_length(const DiskBacking *backing);

/* Returns: (owned) a backing image found in a header; with @path NULL the end of the chain, where
 * @format may be NULL as well. */
DiskBacking *disk_chain_detected(const char *path, DiskType type, const char *format);

/* Numbers the block nodes of the images from @backing (nullable) on, either the detected ones or
 * the others, from @number + 1; existing numbers are kept.  Returns: the last number given, or
 * @number. */
unsigned disk_chain_number(DiskBacking *backing, bool is_detected, unsigned number);
