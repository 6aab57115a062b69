/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/disk_iotune.h"
#include "qemu/argv.h"

/*
 * <throttlegroups>: I/O limits that disks share.  A disk names the groups in its <throttlefilters>.
 */
typedef struct {
    GPtrArray *list; /* (owned, nullable) DiskIotune *, each with its group_name */
} ThrottleGroups;

extern const XmlBinding throttle_groups_binding;

/* Returns: true when there is a group of that name. */
bool throttle_groups_has(const Domain *domain, const char *name);

/* Returns: (owned) QEMU's id of the group. */
char *throttle_group_id(const char *name);

/* DomainSection.complete: drops limits of 0, which mean none. */
void throttle_groups_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for a group without a name, or with one that is taken or nothing
 * that QEMU takes as an id, and for conflicting limits. */
void throttle_groups_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: an object for each group. */
void throttle_groups_argv(const Domain *domain, const DomainContext *context, Argv *argv);
