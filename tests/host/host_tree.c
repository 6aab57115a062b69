/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host_tree.h"

#include <glib.h>
#include <stdbool.h>
#include <unistd.h>

#include "folder.h"

enum { N_CPUS = 16, CPUS_OF_CELL = 8, CPUS_OF_CORE = 4, OFFLINE = 7 };

#define CPU_FOLDER "sys/devices/system/cpu"
#define CELL_FOLDER "sys/devices/system/node"
#define HUGE_FOLDER "hugepages/hugepages-16384kB"

static const char stat_text[] = "cpu  1000 100 200 9000 50 7 3 0 0 0\n"
                                "cpu0 500 50 100 4500 25 7 3 0 0 0\n"
                                "cpu10 5 0 1 40 0 0 0 0 0 0\n"
                                "intr 1 2 3\n";
static const char memory_text[] = "MemTotal:       67108864 kB\nMemFree:        33554432 kB\n"
                                  "Buffers:            1024 kB\nCached:             2048 kB\n"
                                  "SwapCached:            5 kB\n";

void
host_tree_write(const char *root, const char *path, const char *text)
{
    g_autofree char *whole = g_build_filename(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(whole);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(whole, text, -1, NULL));
}

static void
write_number(const char *root, unsigned cpu, const char *name, unsigned value)
{
    g_autofree char *path = g_strdup_printf(CPU_FOLDER "/cpu%u/topology/%s", cpu, name);
    g_autofree char *text = g_strdup_printf("%u\n", value);

    host_tree_write(root, path, text);
}

static void
write_cpu(const char *root, unsigned cpu)
{
    unsigned first = cpu / CPUS_OF_CORE * CPUS_OF_CORE;
    bool is_cut = OFFLINE / CPUS_OF_CORE == cpu / CPUS_OF_CORE;
    g_autofree char *path = g_strdup_printf(CPU_FOLDER "/cpu%u/topology/thread_siblings_list", cpu);
    g_autofree char *text = g_strdup_printf("%u-%u\n", first, first + (is_cut ? 2 : 3));

    host_tree_write(root, path, text);
    write_number(root, cpu, "physical_package_id", cpu / CPUS_OF_CELL);
    write_number(root, cpu, "cluster_id", first);
    write_number(root, cpu, "core_id", first);
}

static void
write_cell(const char *root, unsigned cell, const char *cpus, const char *distance,
           const char *memory)
{
    const struct {
        const char *name, *text;
    } files[] = {
        {"cpulist", cpus},
        {"distance", distance},
        {"meminfo", memory},
        {HUGE_FOLDER "/nr_hugepages", "256\n"},
        {HUGE_FOLDER "/free_hugepages", "16\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_strdup_printf(CELL_FOLDER "/node%u/%s", cell, files[i].name);

        host_tree_write(root, path, files[i].text);
    }
}

char *
host_tree_power(void)
{
    char *root = folder_new();

    host_tree_write(root, "proc/stat", stat_text);
    host_tree_write(root, "proc/meminfo", memory_text);
    host_tree_write(
        root, "proc/cpuinfo",
        "processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 3800.000000MHz\n");
    host_tree_write(root, "etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    host_tree_write(root, CPU_FOLDER "/present", "0-15\n");
    host_tree_write(root, CPU_FOLDER "/online", "0-6,8-15\n");
    for (unsigned i = 0; i < N_CPUS; i++)
        if (i != OFFLINE)
            write_cpu(root, i);
    host_tree_write(root, CELL_FOLDER "/online", "0,8\n");
    write_cell(root, 0, "0-6\n", "10 40\n",
               "Node 0 MemTotal: 33554432 kB\nNode 0 MemFree: 16777216 kB\n");
    write_cell(root, 8, "8-15\n", "40 10\n",
               "Node 8 MemTotal: 16777216 kB\nNode 8 MemFree: 1048576 kB\n");
    host_tree_write(root, "sys/kernel/mm/" HUGE_FOLDER "/nr_hugepages", "512\n");
    host_tree_write(root, "sys/kernel/mm/" HUGE_FOLDER "/free_hugepages", "32\n");
    host_tree_write(root, "sys/kernel/mm/ksm/pages_to_scan", "100\n");
    host_tree_write(root, "sys/kernel/mm/ksm/pages_shared", "5000000000\n");
    return root;
}

char *
host_tree_flat(void)
{
    char *root = folder_new();

    host_tree_write(root, "proc/stat", stat_text);
    host_tree_write(root, "proc/meminfo", memory_text);
    host_tree_write(root, CPU_FOLDER "/online", "0-1\n");
    return root;
}

void
host_tree_link(const char *root, const char *path, const char *target)
{
    g_autofree char *whole = g_build_filename(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(whole);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_cmpint(symlink(target, whole), ==, 0);
}

void
host_tree_pci(const char *sysfs, const char *name, const char *driver, const char *group)
{
    g_autofree char *real = g_strdup_printf("devices/pci0002:00/%s", name);
    g_autofree char *link = g_strdup_printf("bus/pci/devices/%s", name);
    g_autofree char *target = g_strdup_printf("../../../devices/pci0002:00/%s", name);
    g_autofree char *vendor = g_strdup_printf("%s/vendor", real);

    host_tree_write(sysfs, vendor, "0x8086\n");
    host_tree_link(sysfs, link, target);
    if (driver != NULL) {
        g_autofree char *path = g_strdup_printf("%s/driver", real);
        g_autofree char *to = g_strdup_printf("../../../bus/pci/drivers/%s", driver);

        host_tree_link(sysfs, path, to);
    }
    if (group != NULL) {
        g_autofree char *path = g_strdup_printf("%s/iommu_group", real);
        g_autofree char *to = g_strdup_printf("../../../kernel/iommu_groups/%s", group);
        g_autofree char *member = g_strdup_printf("kernel/iommu_groups/%s/devices/%s", group, name);

        host_tree_link(sysfs, path, to);
        host_tree_write(sysfs, member, "");
    }
}

void
host_tree_without_card(const char *sysfs)
{
    host_tree_write(sysfs, "bus/pci/drivers_probe", "");
    host_tree_write(sysfs, "bus/pci/devices/.keep", "");
}

void
host_tree_without_group(const char *sysfs)
{
    host_tree_pci(sysfs, HOST_TREE_CARD, "vfio-pci", NULL);
}

void
host_tree_bound(const char *sysfs)
{
    host_tree_pci(sysfs, HOST_TREE_CARD, "vfio-pci", "3");
    host_tree_pci(sysfs, "0002:00:00.0", "pcieport", "3");
}

void
host_tree_unbound(const char *sysfs)
{
    host_tree_pci(sysfs, HOST_TREE_CARD, "e1000e", "3");
}

void
host_tree_active(const char *sysfs)
{
    host_tree_unbound(sysfs);
    host_tree_write(sysfs, "devices/pci0002:00/" HOST_TREE_CARD "/net/lo/flags", "0x9\n");
    host_tree_link(sysfs, "class/net/lo", "../../devices/pci0002:00/" HOST_TREE_CARD "/net/lo");
}
