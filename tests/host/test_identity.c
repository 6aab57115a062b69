/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/identity.h"

#include <unistd.h>

#include "base/error.h"
#include "folder.h"
#include "host/cpu.h"
#include "host/file.h"
#include "host/memory.h"
#include "host_tree.h"

enum { KIB = 1024 };

static uint64_t
number_at(const GArray *numbers, guint i)
{
    g_assert_cmpuint(i, <, numbers->len);
    return g_array_index(numbers, uint64_t, i);
}

static void
test_info(void)
{
    char *root = host_tree_power();
    virNodeInfo info;

    /* A core with a thread that is off is as large as the others. */
    host_cpu_info(root, &info);
    g_assert_cmpuint(info.memory, ==, 33554432 + 16777216);
    g_assert_cmpuint(info.mhz, ==, 3800);
    g_assert_cmpuint(info.cpus, ==, 15);
    g_assert_cmpuint(info.nodes, ==, 2);
    g_assert_cmpuint(info.sockets, ==, 1);
    g_assert_cmpuint(info.cores, ==, 2);
    g_assert_cmpuint(info.threads, ==, 4);
    folder_remove(root);
}

/* A host that is not regular is told as one socket with all there are. */
static void
test_irregular(void)
{
    char *root = host_tree_power();
    virNodeInfo info;

    host_tree_write(root, "sys/devices/system/cpu/present", "0-16\n");
    host_cpu_info(root, &info);
    g_assert_cmpuint(info.nodes, ==, 1);
    g_assert_cmpuint(info.sockets, ==, 1);
    g_assert_cmpuint(info.cores, ==, 17);
    g_assert_cmpuint(info.threads, ==, 1);
    folder_remove(root);
}

static void
test_topology(void)
{
    char *root = host_tree_power();
    g_autoptr(HostTopology) topology = host_topology_new(root);
    const HostCpu *last = &g_array_index(topology->cpus, HostCpu, 14);

    g_assert_cmpuint(topology->cells->len, ==, 2);
    g_assert_cmpuint(g_array_index(topology->cells, unsigned, 1), ==, 8);
    g_assert_cmpuint(last->id, ==, 15);
    g_assert_cmpuint(last->cell, ==, 8);
    g_assert_cmpuint(last->socket, ==, 1);
    g_assert_cmpuint(last->core, ==, 12);
    g_assert_cmpstr(last->siblings, ==, "12-15");
    folder_remove(root);
}

/* The memory of a graphics card is a node of its own, without CPUs, whose number is far off. */
static void
test_far_node(void)
{
    char *root = host_tree_power();
    g_autoptr(GError) error = NULL;
    g_autoptr(HostTopology) topology = NULL;
    g_autoptr(GArray) cell = NULL;
    g_autoptr(GArray) all = NULL;
    virNodeInfo info;

    host_tree_write(root, "sys/devices/system/node/online", "0,8,252\n");
    host_tree_write(root, "sys/devices/system/node/node252/cpulist", "\n");
    host_tree_write(root, "sys/devices/system/node/node252/meminfo",
                    "Node 252 MemTotal:       4096 kB\nNode 252 MemFree:        1024 kB\n");
    topology = host_topology_new(root);
    g_assert_cmpuint(topology->cells->len, ==, 3);
    g_assert_cmpuint(g_array_index(topology->cells, unsigned, 2), ==, 252);
    g_assert_cmpuint(topology->cpus->len, ==, 15);
    host_cpu_info(root, &info);
    g_assert_cmpuint(info.cpus, ==, 15);
    g_assert_cmpuint(info.nodes * info.sockets * info.cores * info.threads, >=, info.cpus);
    cell = host_memory_stats(root, 252, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_array_index(cell, virNodeMemoryStats, 1).value, ==, 1024);
    all = host_memory_free_of_cells(root, 0, 1000, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 253);
    g_assert_cmpuint(number_at(all, 252), ==, 1024ULL * KIB);
    folder_remove(root);
}

static void
test_map(void)
{
    char *root = host_tree_power();
    unsigned n_present = 0;
    unsigned n_online = 0;
    g_autoptr(GByteArray) map = host_cpu_map(root, &n_present, &n_online);

    g_assert_cmpuint(n_present, ==, 16);
    g_assert_cmpuint(n_online, ==, 15);
    g_assert_cmpuint(map->len, ==, 2);
    g_assert_cmphex(map->data[0], ==, 0x7f);
    g_assert_cmphex(map->data[1], ==, 0xff);
    folder_remove(root);
}

static void
test_cpu_stats(void)
{
    static const struct {
        const char *name;
        unsigned ticks;
    } wanted[] = {{"kernel", 210}, {"user", 1100}, {"idle", 9000}, {"iowait", 50}};
    char *root = host_tree_power();
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) all = host_cpu_stats(root, VIR_NODE_CPU_STATS_ALL_CPUS, &error);
    /* The line of CPU 10 begins as that of CPU 1 would, and there is none. */
    g_autoptr(GArray) none = NULL;

    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, G_N_ELEMENTS(wanted));
    for (guint i = 0; i < all->len; i++) {
        const virNodeCPUStats *stat = &g_array_index(all, virNodeCPUStats, i);

        g_assert_cmpstr(stat->field, ==, wanted[i].name);
        g_assert_cmpuint(stat->value, ==,
                         wanted[i].ticks * (1000000000ULL / (unsigned)sysconf(_SC_CLK_TCK)));
    }
    none = host_cpu_stats(root, 1, &error);
    g_assert_null(none);
    g_assert_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG);
    folder_remove(root);
}

static void
test_memory_stats(void)
{
    char *root = host_tree_power();
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) all = host_memory_stats(root, VIR_NODE_MEMORY_STATS_ALL_CELLS, &error);
    g_autoptr(GArray) cell = host_memory_stats(root, 8, &error);
    g_autoptr(GArray) none = NULL;

    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 4);
    g_assert_cmpstr(g_array_index(all, virNodeMemoryStats, 3).field, ==, "cached");
    g_assert_cmpuint(g_array_index(all, virNodeMemoryStats, 3).value, ==, 2048);
    g_assert_cmpuint(cell->len, ==, 2);
    g_assert_cmpuint(g_array_index(cell, virNodeMemoryStats, 1).value, ==, 1048576);
    none = host_memory_stats(root, 9, &error);
    g_assert_null(none);
    g_assert_cmpstr(error->message, ==,
                    "cellNum in virHostMemGetStats must be less than or equal to 8");
    folder_remove(root);
}

static void
test_free_memory(void)
{
    char *root = host_tree_power();
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) some = host_memory_free_of_cells(root, 0, 2, &error);
    g_autoptr(GArray) all = host_memory_free_of_cells(root, 0, 100, &error);
    g_autoptr(GArray) none = NULL;

    g_assert_no_error(error);
    g_assert_cmpuint(host_memory_free(root), ==, (16777216ULL + 1048576) * KIB);
    /* They are counted by number, and there is no cell 1. */
    g_assert_cmpuint(some->len, ==, 2);
    g_assert_cmpuint(number_at(some, 0), ==, 16777216ULL * KIB);
    g_assert_cmpuint(number_at(some, 1), ==, 0);
    g_assert_cmpuint(all->len, ==, 9);
    g_assert_cmpuint(number_at(all, 8), ==, 1048576ULL * KIB);
    none = host_memory_free_of_cells(root, 9, 1, &error);
    g_assert_null(none);
    g_assert_cmpstr(error->message, ==, "start cell 9 out of range (0-8)");
    folder_remove(root);
}

static void
test_free_pages(void)
{
    const unsigned page = (unsigned)sysconf(_SC_PAGESIZE) / KIB;
    const unsigned huge = 16384;
    const unsigned unknown = 12345;
    g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof page);
    g_autoptr(GArray) absent = g_array_new(FALSE, FALSE, sizeof page);
    char *root = host_tree_power();
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) all = NULL;
    g_autoptr(GArray) cell = NULL;
    g_autoptr(GArray) none = NULL;

    g_array_append_val(sizes, page);
    g_array_append_val(sizes, huge);
    g_array_append_val(absent, unknown);
    all = host_memory_free_pages(root, sizes, -1, 1, &error);
    cell = host_memory_free_pages(root, sizes, 8, 5, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpuint(number_at(all, 0), ==, (16777216 + 1048576) / page);
    g_assert_cmpuint(number_at(all, 1), ==, 32);
    g_assert_cmpuint(cell->len, ==, 2);
    g_assert_cmpuint(number_at(cell, 0), ==, 1048576 / page);
    g_assert_cmpuint(number_at(cell, 1), ==, 16);
    none = host_memory_free_pages(root, absent, 8, 1, &error);
    g_assert_null(none);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
    g_assert_cmpstr(error->message, ==, "page size 12345 is not available on node 8");
    /* Memory that is set apart for huge pages is not there in small ones. */
    g_assert_cmpuint(host_memory_pages_of_cell(root, 8, page), ==, (16777216 - 256 * 16384) / page);
    folder_remove(root);
}

static void
test_parameters(void)
{
    char *root = host_tree_power();
    g_autoptr(GArray) parameters = host_memory_parameters(root);
    const virTypedParameter *scan = NULL;
    const virTypedParameter *shared = NULL;

    g_assert_cmpuint(parameters->len, ==, 2);
    scan = &g_array_index(parameters, virTypedParameter, 0);
    shared = &g_array_index(parameters, virTypedParameter, 1);
    g_assert_cmpint(scan->type, ==, VIR_TYPED_PARAM_UINT);
    g_assert_cmpuint(scan->value.ui, ==, 100);
    g_assert_cmpstr(shared->field, ==, "shm_pages_shared");
    g_assert_cmpint(shared->type, ==, VIR_TYPED_PARAM_ULLONG);
    g_assert_cmpuint(shared->value.ul, ==, 5000000000);
    folder_remove(root);
}

static void
test_flat(void)
{
    char *root = host_tree_flat();
    g_autoptr(GError) error = NULL;
    g_autoptr(HostTopology) topology = host_topology_new(root);
    g_autoptr(GArray) cell = host_memory_stats(root, 0, &error);
    g_autoptr(GArray) parameters = host_memory_parameters(root);
    virNodeInfo info;

    g_assert_no_error(error);
    g_assert_cmpuint(topology->cells->len, ==, 1);
    g_assert_cmpstr(g_array_index(topology->cpus, HostCpu, 1).siblings, ==, "1");
    host_cpu_info(root, &info);
    g_assert_cmpuint(info.memory, ==, 67108864);
    g_assert_cmpuint(info.cpus, ==, 2);
    g_assert_cmpuint(info.mhz, ==, 0);
    g_assert_cmpuint(g_array_index(cell, virNodeMemoryStats, 0).value, ==, 67108864);
    g_assert_cmpuint(parameters->len, ==, 0);
    folder_remove(root);
}

/* Nothing at all: a root without /proc and /sys. */
static void
test_empty(void)
{
    char *root = folder_new();
    unsigned n_present = 1;
    unsigned n_online = 1;
    g_autoptr(GByteArray) map = host_cpu_map(root, &n_present, &n_online);
    virNodeInfo info;

    g_assert_cmpuint(n_present + n_online + map->len, ==, 0);
    host_cpu_info(root, &info);
    g_assert_cmpuint(info.cpus, ==, 0);
    g_assert_cmpuint(info.cores, ==, 1);
    g_assert_cmpuint(host_memory_free(root), ==, 0);
    folder_remove(root);
}

/* What a kernel would not write. */
static void
test_nonsense(void)
{
    static const char *const texts[] = {"", "-", "a-b", "5-", "3-1", "0-99999999999999999999", ","};
    char *root = folder_new();
    uint64_t value = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GArray) numbers = NULL;

        host_tree_write(root, "list", texts[i]);
        numbers = host_file_numbers(root, "list");
        g_assert_cmpuint(numbers->len, <=, 65536);
    }
    g_assert_false(
        host_file_value("MemTotal kB\nXMemTotal: 5 kB\nMemTotal: x\n", "MemTotal", &value));
    g_assert_true(host_file_value("Node 3 MemTotal:\t5 kB", "MemTotal", &value));
    g_assert_cmpuint(value, ==, 5);
    folder_remove(root);
}

static void
test_uuid(void)
{
    static const char own[] = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    char *root = host_tree_power();
    g_autofree char *configured = host_uuid(root, own);
    g_autofree char *first = host_uuid(root, NULL);
    g_autofree char *second = host_uuid(root, NULL);
    g_autofree char *other = NULL;
    g_autofree char *unset = NULL;
    g_autofree char *firmware = NULL;

    g_assert_cmpstr(configured, ==, own);
    g_assert_true(g_uuid_string_is_valid(first));
    g_assert_cmpstr(first, ==, second);
    /* The machine id is not to be told to others. */
    g_assert_false(g_str_has_prefix(first, "01234567"));
    host_tree_write(root, "etc/machine-id", "0123456789abcdef0123456789abcdee\n");
    other = host_uuid(root, NULL);
    g_assert_cmpstr(other, !=, first);
    host_tree_write(root, "sys/class/dmi/id/product_uuid",
                    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\n");
    unset = host_uuid(root, NULL);
    g_assert_cmpstr(unset, ==, other);
    host_tree_write(root, "sys/class/dmi/id/product_uuid",
                    "6BA7B810-9DAD-11D1-80B4-00C04FD430C8\n");
    firmware = host_uuid(root, NULL);
    g_assert_cmpstr(firmware, ==, own);
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host/info", test_info);
    g_test_add_func("/host/irregular", test_irregular);
    g_test_add_func("/host/topology", test_topology);
    g_test_add_func("/host/far-node", test_far_node);
    g_test_add_func("/host/map", test_map);
    g_test_add_func("/host/cpu-stats", test_cpu_stats);
    g_test_add_func("/host/memory-stats", test_memory_stats);
    g_test_add_func("/host/free-memory", test_free_memory);
    g_test_add_func("/host/free-pages", test_free_pages);
    g_test_add_func("/host/parameters", test_parameters);
    g_test_add_func("/host/flat", test_flat);
    g_test_add_func("/host/empty", test_empty);
    g_test_add_func("/host/nonsense", test_nonsense);
    g_test_add_func("/host/uuid", test_uuid);
    return g_test_run();
}
