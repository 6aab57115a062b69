/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/cpu.h"
#include "domain/device.h"
#include "qemu/argv.h"

/*
 * The guest's NUMA nodes (<cpu><numa>), and the host nodes of their memory (<numatune>).
 */

/* For a guest with a <cpu>: the number of nodes, and (borrowed) the @i-th. */
unsigned numa_n_cells(const Domain *domain);
CpuCell *numa_cell_at(const Domain *domain, unsigned i);

/* Like DomainSection.complete and check.  Call them when the number of vCPUs is known. */
void numa_complete(Domain *domain, const DomainContext *context, Report *report);
void numa_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: -numa and the memory of each node. */
void numa_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* Binds @part, the memory of the guest's node @cell (not set: of the whole guest), to the host
 * nodes @nodeset (NULL: those of <numatune>). */
void numa_bind(const Domain *domain, OptionalUint cell, const char *nodeset, JsonObject *part);

/* Returns: true when that memory has host nodes. */
bool numa_is_bound(const Domain *domain, OptionalUint cell);
