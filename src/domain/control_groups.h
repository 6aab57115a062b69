/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <blkiotune> and <resource>: what the host's control groups do to a guest.  Nothing of it is
 * QEMU's; it is kept for whoever sets up control groups.
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

void control_groups_complete(Domain *domain, const DomainContext *context, Report *report);
void control_groups_check(const Domain *domain, const DomainContext *context, Report *report);
