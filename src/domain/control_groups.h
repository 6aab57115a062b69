/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <blkiotune> and <resource>: settings for the host's control groups.  QEMU gets none of them; they
 * are only kept.
 */
typedef struct {
    unsigned line;
    char *path; /* of the host's disk */
    OptionalUint weight, read_operations, write_operations, read_bytes, write_bytes;
} BlockShare;

typedef struct {
    OptionalUint weight;
    GPtrArray *disks; /* (owned, nullable) BlockShare * */
} BlockTune;

typedef struct {
    char *app_id;
} FibreChannel;

typedef struct {
    char *partition;
    FibreChannel fibre_channel;
} DomainResource;

extern const XmlBinding block_tune_binding;
extern const XmlBinding resource_binding;

/* Returns: (borrowed) the entry of @path in @tune; an empty one is appended when there is none. */
BlockShare *block_tune_share(BlockTune *tune, const char *path);

/* Drops a weight of 0 and disks without any limit. */
void block_tune_drop_empty(BlockTune *tune);

/* DomainSection.complete: drops a weight of 0 and disks without any limit, as libvirt does. */
void control_groups_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for a <device> without a <path> and for two of one path. */
void control_groups_check(const Domain *domain, const DomainContext *context, Report *report);
