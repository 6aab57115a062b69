/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/cpu.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/error.h"
#include "host/file.h"
#include "host/memory.h"

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

    /* The kernel says -1 when the machine has no such level. */
    return host_file_number(root, &value, CPU_FOLDER "/cpu%u/topology/%s", id, name)
               ? (unsigned)value
               : 0;
}

static void
append_cpu(const char *root, GArray *cpus, unsigned id)
{
    HostCpu *cpu = NULL;

    g_array_set_size(cpus, cpus->len + 1);
    cpu = &g_array_index(cpus, HostCpu, cpus->len - 1);
    cpu->id = id;
    cpu->socket = topology_number(root, id, "physical_package_id");
    cpu->die = topology_number(root, id, "die_id");
    cpu->cluster = topology_number(root, id, "cluster_id");
    cpu->core = topology_number(root, id, "core_id");
    cpu->siblings = host_file_text(root, CPU_FOLDER "/cpu%u/topology/thread_siblings_list", id);
    if (cpu->siblings == NULL)
        cpu->siblings = g_strdup_printf("%u", id);
}

/* Returns: (nullable) the CPU of that number, in @cpus, which are sorted by it. */
static HostCpu *
find_cpu(const GArray *cpus, unsigned id)
{
    guint first = 0;
    guint end = cpus->len;

    while (first < end) {
        guint middle = (first + end) / 2;
        HostCpu *cpu = &g_array_index(cpus, HostCpu, middle);

        if (cpu->id == id)
            return cpu;
        if (cpu->id < id)
            first = middle + 1;
        else
            end = middle;
    }
    return NULL;
}

static void
set_cell(const char *root, const GArray *cpus, unsigned cell)
{
    g_autoptr(GArray) ids = host_file_numbers(root, CELL_FOLDER "/node%u/cpulist", cell);

    for (guint i = 0; i < ids->len; i++) {
        HostCpu *cpu = find_cpu(cpus, g_array_index(ids, unsigned, i));

        if (cpu != NULL)
            cpu->cell = cell;
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
    topology->cpus = g_array_new(FALSE, TRUE, sizeof(HostCpu));
    g_array_set_clear_func(topology->cpus, clear_cpu);
    for (guint i = 0; i < online->len; i++)
        append_cpu(root, topology->cpus, g_array_index(online, unsigned, i));
    for (guint i = 0; i < topology->cells->len; i++)
        set_cell(root, topology->cpus, g_array_index(topology->cells, unsigned, i));
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

/* Counts @key for its @owner when it is new to @seen. */
static void
count_new(GHashTable *seen, GHashTable *counts, const char *key, const char *owner)
{
    unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, owner));

    if (g_hash_table_add(seen, g_strdup(key)))
        g_hash_table_insert(counts, g_strdup(owner), GUINT_TO_POINTER(n + 1));
}

static unsigned
largest(GHashTable *counts)
{
    GHashTableIter iterator;
    gpointer count = NULL;
    unsigned most = 1;

    g_hash_table_iter_init(&iterator, counts);
    while (g_hash_table_iter_next(&iterator, NULL, &count))
        most = MAX(most, GPOINTER_TO_UINT(count));
    return most;
}

/* Returns: the most sockets per cell, cores per socket and threads per core.  Each object's key
 * begins with the key of the one that contains it. */
static HostShape
count_most(const HostTopology *topology)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) sockets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) cores = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) threads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < topology->cpus->len; i++) {
        const HostCpu *cpu = &g_array_index(topology->cpus, HostCpu, i);
        g_autofree char *cell = g_strdup_printf("%u", cpu->cell);
        g_autofree char *socket = g_strdup_printf("%s/%u", cell, cpu->socket);
        g_autofree char *core = g_strdup_printf("%s/%u.%u", socket, cpu->die, cpu->core);
        g_autofree char *thread = g_strdup_printf("%s/%u", core, cpu->id);

        count_new(seen, sockets, socket, cell);
        count_new(seen, cores, core, socket);
        count_new(seen, threads, thread, core);
    }
    return (HostShape){
        .cells = topology->cells->len,
        .sockets = largest(sockets),
        .cores = largest(cores),
        .threads = largest(threads),
    };
}

HostShape
host_cpu_shape(const char *root, const HostTopology *topology)
{
    g_autoptr(GArray) present = host_file_numbers(root, CPU_FOLDER "/present");
    unsigned n_cpus = MAX(present->len, topology->cpus->len);
    HostShape shape = count_most(topology);

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

/* Returns: MHz of the first CPU; 0 when /proc/cpuinfo does not say.  The name of the line depends
 * on the architecture. */
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
enum { TICKS_USER, TICKS_NICE, TICKS_SYSTEM, TICKS_IDLE, TICKS_IOWAIT, TICKS_IRQ, TICKS_SOFT_IRQ };
enum { N_TICKS = TICKS_SOFT_IRQ + 1 };

/* Returns: true with the ticks of @name ("cpu", "cpu0"). */
static bool
find_ticks(const char *root, const char *name, uint64_t ticks[N_TICKS])
{
    g_autofree char *text = host_file_text(root, "proc/stat");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
    size_t length = strlen(name);
    const char *at = NULL;

    for (size_t i = 0; at == NULL && lines[i] != NULL; i++)
        if (g_str_has_prefix(lines[i], name) && lines[i][length] == ' ')
            at = lines[i] + length;
    /* An older kernel has fewer columns; missing ones are 0. */
    for (size_t i = 0; at != NULL && i < N_TICKS; i++) {
        char *end = NULL;

        ticks[i] = g_ascii_strtoull(at, &end, 10);
        at = end;
    }
    return at != NULL;
}

static void
append_stat(GArray *stats, const char *name, uint64_t ticks)
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
    uint64_t ticks[N_TICKS] = {0};
    GArray *stats = NULL;

    if (!find_ticks(root, name, ticks)) {
        g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG, _("Invalid cpuNum in %s"),
                    "virHostCPUGetStatsLinux");
        return NULL;
    }
    stats = g_array_new(FALSE, FALSE, sizeof(virNodeCPUStats));
    append_stat(stats, VIR_NODE_CPU_STATS_KERNEL,
                ticks[TICKS_SYSTEM] + ticks[TICKS_IRQ] + ticks[TICKS_SOFT_IRQ]);
    append_stat(stats, VIR_NODE_CPU_STATS_USER, ticks[TICKS_USER] + ticks[TICKS_NICE]);
    append_stat(stats, VIR_NODE_CPU_STATS_IDLE, ticks[TICKS_IDLE]);
    append_stat(stats, VIR_NODE_CPU_STATS_IOWAIT, ticks[TICKS_IOWAIT]);
    return stats;
}
