/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/*
 * The host's CPUs and cells (NUMA nodes), as /proc and /sys below a root tell of them now.  None
 * of these functions blocks longer than the kernel takes to answer.
 */

/* A CPU that is online. */
typedef struct {
    unsigned id, cell, socket, die, core;
    char *siblings; /* (owned) the threads of its core, itself included: "0-3,8" */
} HostCpu;

typedef struct {
    GArray *cells; /* unsigned, ascending; at least one */
    GArray *cpus;  /* HostCpu, by id */
} HostTopology;

/* Returns: (owned) what is there; a host that tells of no cells has one, 0. */
HostTopology *host_topology_new(const char *root);
void host_topology_free(HostTopology *topology);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostTopology, host_topology_free)

/* Sockets in a cell, cores in a socket, threads in a core.  Where the host is not regular, or where
 * CPUs are offline, they are 1, all CPUs, 1, and the whole is one cell: whoever multiplies them
 * gets at least as many as there are. */
typedef struct {
    unsigned cells, sockets, cores, threads;
} HostShape;

HostShape host_cpu_shape(const char *root, const HostTopology *topology);

/* Returns: (owned) the architecture of the kernel: "ppc64le". */
char *host_cpu_architecture(void);

/* Fills in what virNodeGetInfo() tells. */
void host_cpu_info(const char *root, virNodeInfo *info);

/* Returns: (owned) a bit for each CPU that is present, the first in the lowest bit of the first
 * byte; set: it is online.  @n_present, @n_online: how many. */
GByteArray *host_cpu_map(const char *root, unsigned *n_present, unsigned *n_online);

/* Returns: (owned, nullable) virNodeCPUStats in ns, of CPU number @cpu, or of all together for
 * VIR_NODE_CPU_STATS_ALL_CPUS.  Errors: INVALID_ARG when there is none of that number. */
GArray *host_cpu_stats(const char *root, int cpu, GError **error);
