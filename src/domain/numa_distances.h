/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <distances> of a cell: how far the guest's nodes are from each other.  10 is a node itself, 20 is
 * what is not stated.
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

/* To be called when the cells are in the order of their ids. */
void numa_distances_complete(Domain *domain);
void numa_distances_check(const Domain *domain, const DomainContext *context, Report *report);

/* -numa dist, for each pair of nodes. */
void numa_distances_argv(const Domain *domain, Argv *argv);
