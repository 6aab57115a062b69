/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/host_cpu.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/host_file.h"
#include "driver/host_memory.h"

#define CPU_FOLDER "sys/devices/system/cpu"
#define CELL_FOLDER "sys/devices/system/node"

static void
clear_cpu(gpointer item)
{
    g_free(((HostCpu *)item)->siblings);
}

/* Returns: the number in a file of the CPU's topology; 0 where there is none. */
static unsigned
topology_number(const char *root, unsigned id, const char *name)
{
    uint64_t value = 0;

    /* The kernel says -1 where a machine has no such thing. */
    return host_file_number(root, &value, CPU_FOLDER "/cpu%u/topology/%s", id, name)
               ? (unsigned)value
               : 0;
}

static void
append_cpu(const char *root, GArray *cpus, unsigned id)
{
    HostCpu cpu = {
        .id = id,
        .socket = topology_number(root, id, "physical_package_id"),
        .die = topology_number(root, id, "die_id"),
        .core = topology_number(root, id, "core_id"),
        .siblings = host_file_text(root, CPU_FOLDER "/cpu%u/topology/thread_siblings_list", id),
    };

    if (cpu.siblings == NULL)
        cpu.siblings = g_strdup_printf("%u", id);
    g_array_append_val(cpus, cpu);
}

static void
set_cells(const char *root, HostTopology *topology)
{
    for (guint i = 0; i < topology->cells->len; i++) {
        unsigned cell = g_array_index(topology->cells, unsigned, i);
        g_autoptr(GArray) ids = host_file_numbers(root, CELL_FOLDER "/node%u/cpulist", cell);

        for (guint k = 0; k < topology->cpus->len; k++) {
            HostCpu *cpu = &g_array_index(topology->cpus, HostCpu, k);

            for (guint m = 0; m < ids->len; m++)
                if (g_array_index(ids, unsigned, m) == cpu->id)
                    cpu->cell = cell;
        }
    }
}

HostTopology *
host_topology_new(const char *root)
{
    HostTopology *topology = g_new0(HostTopology, 1);
    g_autoptr(GArray) online = host_file_numbers(root, CPU_FOLDER "/online");
    unsigned first = 0;

    topology->cells = host_file_numbers(root, CELL_FOLDER "/online");
    if (topology->cells->len == 0)
        g_array_append_val(topology->cells, first);
    topology->cpus = g_array_new(FALSE, FALSE, sizeof(HostCpu));
    g_array_set_clear_func(topology->cpus, clear_cpu);
    for (guint i = 0; i < online->len; i++)
        append_cpu(root, topology->cpus, g_array_index(online, unsigned, i));
    set_cells(root, topology);
    return topology;
}

void
host_topology_free(HostTopology *topology)
{
    if (topology == NULL)
        return;
    g_array_unref(topology->cells);
    g_array_unref(topology->cpus);
    g_free(topology);
}

/* What two CPUs have in common when they share a socket, or a core, of the same cell. */
static bool
shares_socket(const HostCpu *one, const HostCpu *other)
{
    return one->cell == other->cell && one->socket == other->socket;
}

static bool
shares_core(const HostCpu *one, const HostCpu *other)
{
    return shares_socket(one, other) && one->die == other->die && one->core == other->core;
}

/* Returns: whether CPU number @i is the first of the sort that @shares tells. */
static bool
is_first(const GArray *cpus, guint i, bool (*shares)(const HostCpu *, const HostCpu *))
{
    const HostCpu *cpu = &g_array_index(cpus, HostCpu, i);

    for (guint k = 0; k < i; k++)
        if (shares(cpu, &g_array_index(cpus, HostCpu, k)))
            return false;
    return true;
}

/* Counts what @cpu's cell, socket and core hold. */
static HostShape
count_around(const GArray *cpus, const HostCpu *cpu)
{
    HostShape shape = {0};

    for (guint i = 0; i < cpus->len; i++) {
        const HostCpu *other = &g_array_index(cpus, HostCpu, i);

        if (other->cell == cpu->cell && is_first(cpus, i, shares_socket))
            shape.sockets++;
        if (shares_socket(cpu, other) && is_first(cpus, i, shares_core))
            shape.cores++;
        if (shares_core(cpu, other))
            shape.threads++;
    }
    return shape;
}

HostShape
host_cpu_shape(const char *root, const HostTopology *topology)
{
    g_autoptr(GArray) present = host_file_numbers(root, CPU_FOLDER "/present");
    unsigned n_cpus = MAX(present->len, topology->cpus->len);
    HostShape shape = {.cells = topology->cells->len, .sockets = 1, .cores = 1, .threads = 1};

    for (guint i = 0; i < topology->cpus->len; i++) {
        HostShape around = count_around(topology->cpus, &g_array_index(topology->cpus, HostCpu, i));

        shape.sockets = MAX(shape.sockets, around.sockets);
        shape.cores = MAX(shape.cores, around.cores);
        shape.threads = MAX(shape.threads, around.threads);
    }
    if (shape.cells * shape.sockets * shape.cores * shape.threads != n_cpus)
        shape = (HostShape){.cells = 1, .sockets = 1, .cores = MAX(n_cpus, 1), .threads = 1};
    return shape;
}

char *
host_cpu_architecture(void)
{
    struct utsname names;

    return g_strdup(uname(&names) == 0 ? names.machine : "unknown");
}

/* Returns: MHz of the first CPU, under whichever name this architecture has; 0 when it says
 * nothing. */
static unsigned
clock_rate(const char *root)
{
    static const char *const names[] = {"cpu MHz", "clock"};
    g_autofree char *text = host_file_text(root, "proc/cpuinfo");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        char *colon = strchr(lines[i], ':');

        if (colon == NULL)
            continue;
        *colon = '\0';
        g_strchomp(lines[i]);
        for (size_t k = 0; k < G_N_ELEMENTS(names); k++)
            if (g_str_equal(lines[i], names[k]))
                return (unsigned)g_ascii_strtoull(colon + 1, NULL, 10);
    }
    return 0;
}

void
host_cpu_info(const char *root, virNodeInfo *info)
{
    g_autofree char *architecture = host_cpu_architecture();
    g_autoptr(HostTopology) topology = host_topology_new(root);
    HostShape shape = host_cpu_shape(root, topology);

    *info = (virNodeInfo){
        .memory = (unsigned long)host_memory_total(root),
        .cpus = topology->cpus->len,
        .mhz = clock_rate(root),
        .nodes = shape.cells,
        .sockets = shape.sockets,
        .cores = shape.cores,
        .threads = shape.threads,
    };
    g_strlcpy(info->model, architecture, sizeof info->model);
}

GByteArray *
host_cpu_map(const char *root, unsigned *n_present, unsigned *n_online)
{
    g_autoptr(GArray) present = host_file_numbers(root, CPU_FOLDER "/present");
    g_autoptr(GArray) online = host_file_numbers(root, CPU_FOLDER "/online");
    GByteArray *map = g_byte_array_new();

    *n_online = online->len;
    *n_present = 0;
    if (present->len > 0)
        *n_present = g_array_index(present, unsigned, present->len - 1) + 1;
    if (online->len > 0)
        *n_present = MAX(*n_present, g_array_index(online, unsigned, online->len - 1) + 1);
    g_byte_array_set_size(map, (*n_present + 7) / 8);
    if (map->len > 0)
        memset(map->data, 0, map->len);
    for (guint i = 0; i < online->len; i++) {
        unsigned id = g_array_index(online, unsigned, i);

        map->data[id / 8] |= (guint8)(1U << (id % 8));
    }
    return map;
}

/* The columns of a line of /proc/stat, in clock ticks. */
typedef struct {
    unsigned long long user, nice, system, idle, iowait, irq, soft_irq;
} CpuTicks;

static bool
find_ticks(const char *root, const char *name, CpuTicks *ticks)
{
    g_autofree char *text = host_file_text(root, "proc/stat");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix(lines[i], name) && lines[i][strlen(name)] == ' ')
            /* Very old kernels have only the first four. */
            return sscanf(lines[i] + strlen(name), "%llu %llu %llu %llu %llu %llu %llu",
                          &ticks->user, &ticks->nice, &ticks->system, &ticks->idle, &ticks->iowait,
                          &ticks->irq, &ticks->soft_irq) >= 4;
    return false;
}

static void
append_stat(GArray *stats, const char *name, unsigned long long ticks)
{
    virNodeCPUStats stat = {
        .value = ticks * (1000000000ULL / (unsigned long long)sysconf(_SC_CLK_TCK)),
    };

    g_strlcpy(stat.field, name, sizeof stat.field);
    g_array_append_val(stats, stat);
}

GArray *
host_cpu_stats(const char *root, int cpu, GError **error)
{
    g_autofree char *name =
        cpu == VIR_NODE_CPU_STATS_ALL_CPUS ? g_strdup("cpu") : g_strdup_printf("cpu%d", cpu);
    CpuTicks ticks = {0};
    GArray *stats = NULL;

    if (!find_ticks(root, name, &ticks)) {
        g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG, _("Invalid cpuNum in %s"),
                    "virHostCPUGetStatsLinux");
        return NULL;
    }
    stats = g_array_new(FALSE, FALSE, sizeof(virNodeCPUStats));
    append_stat(stats, VIR_NODE_CPU_STATS_KERNEL, ticks.system + ticks.irq + ticks.soft_irq);
    append_stat(stats, VIR_NODE_CPU_STATS_USER, ticks.user + ticks.nice);
    append_stat(stats, VIR_NODE_CPU_STATS_IDLE, ticks.idle);
    append_stat(stats, VIR_NODE_CPU_STATS_IOWAIT, ticks.iowait);
    return stats;
}
