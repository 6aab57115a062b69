/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <distances> of a cell: distances between the guest's nodes. 10: to itself; 20: the default.
 */
typedef struct {
    unsigned line;
    OptionalUint id;
    OptionalUint value;
} NumaSibling;

typedef struct {
    unsigned line;
    GPtrArray *siblings; /* (owned, nullable) NumaSibling *; after complete() by id */
} NumaDistances;

extern const XmlBinding numa_distances_binding;

/* Like DomainSection.complete and check.  Call them when the cells are sorted by id. */
void numa_distances_complete(Domain *domain);
void numa_distances_check(const Domain *domain, const DomainContext *context, Report *report);

/* Appends -numa dist for each pair of nodes. */
void numa_distances_argv(const Domain *domain, Argv *argv);
