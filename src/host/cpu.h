/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>

/*
 * The host's CPUs and cells (NUMA nodes), read from /proc and /sys below @root at each call.  Any
 * thread; nothing here blocks on more than the kernel.
 */

/* A CPU that is online. */
typedef struct {
    unsigned id, cell, socket, die, cluster, core;
    char *siblings; /* (owned) the threads of its core, itself included: "0-3,8" */
} HostCpu;

typedef struct {
    GArray *cells; /* unsigned, ascending; at least one */
    GArray *cpus;  /* HostCpu, by id */
} HostTopology;

/* Returns: (owned) the online CPUs and the cells; a host without NUMA has one cell, 0. */
HostTopology *host_topology_new(const char *root);
void host_topology_free(HostTopology *topology);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostTopology, host_topology_free)

/* Sockets per cell, cores per socket, threads per core.  When the host is irregular or CPUs are
 * offline they are 1, all CPUs, 1 in one cell, so that their product is never less than the number
 * of CPUs. */
typedef struct {
    unsigned cells, sockets, cores, threads;
} HostShape;

/* Returns: the shape of @topology, which was read below @root. */
HostShape host_cpu_shape(const char *root, const HostTopology *topology);

/* Returns: (owned) the architecture of the kernel: "ppc64le". */
char *host_cpu_architecture(void);

/* Fills in the result of virNodeGetInfo(). */
void host_cpu_info(const char *root, virNodeInfo *info);

/* Returns: (owned) a bit for each present CPU, lowest bit of the first byte first; set: online.
 * @n_present, @n_online: (out) their numbers. */
GByteArray *host_cpu_map(const char *root, unsigned *n_present, unsigned *n_online);

/* Returns: (owned, nullable) virNodeCPUStats in ns of CPU @cpu, or for VIR_NODE_CPU_STATS_ALL_CPUS
 * the sum of all.  Errors: INVALID_ARG when there is none of that number. */
GArray *host_cpu_stats(const char *root, int cpu, GError **error);
