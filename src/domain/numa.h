/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/cpu.h"
#include "domain/device.h"
#include "qemu/argv.h"

/*
 * The guest's NUMA nodes (<cpu><numa>), and the host's that their memory is taken from
 * (<numatune>).
 */

/* Of a guest with a <cpu>: how many nodes there are, and (borrowed) the @i-th. */
unsigned numa_n_cells(const Domain *domain);
CpuCell *numa_cell_at(const Domain *domain, unsigned i);

/* To be called when the number of processors is known. */
void numa_complete(Domain *domain, const DomainContext *context, Report *report);
void numa_check(const Domain *domain, const DomainContext *context, Report *report);

/* -numa with the memory of each node. */
void numa_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* Binds @part, memory of the guest's node @cell (not set: of all of the guest), to the nodes of the
 * host @nodeset (nullable: those that <numatune> names). */
void numa_bind(const Domain *domain, OptionalUint cell, const char *nodeset, JsonObject *part);
