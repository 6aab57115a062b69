/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"
#include "host/file.h"
#include "host/interface.h"
#include "host/process.h"
#include "host/sysinfo.h"

/* What the kernel tells of processes, interfaces and the firmware, in folders of our own. */

static const struct {
    const char *path, *text;
} files[] = {
    {"/sys/class/net/tap0/statistics/rx_bytes", "1\n"},
    {"/sys/class/net/tap0/statistics/rx_packets", "2\n"},
    {"/sys/class/net/tap0/statistics/rx_errors", "3\n"},
    {"/sys/class/net/tap0/statistics/rx_dropped", "4\n"},
    {"/sys/class/net/tap0/statistics/rx_missed_errors", "5\n"},
    {"/sys/class/net/tap0/statistics/tx_bytes", "11\n"},
    {"/sys/class/net/tap0/statistics/tx_packets", "12\n"},
    {"/sys/class/net/tap0/statistics/tx_errors", "13\n"},
    {"/sys/class/net/tap0/statistics/tx_dropped", "14\n"},
    {"/proc/7/stat", "7 (a b) (c) S 1 7 7 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 1 0 5 6 77 8 9 "
                     "10 11 12 13 14 15 16 17 18 19 20 21 3 0 0\n"},
    {"/proc/7/task/9/stat", "9 (CPU 0/TCG) R 1 7 7 0 -1 4194560 1 2 3 4 1 2 0 0 20 0 1 0 5 6 77 8 "
                            "9 10 11 12 13 14 15 16 17 18 19 20 21 1 0 0\n"},
    {"/proc/7/task/9/sched", "CPU 0/TCG (9, #threads: 2)\n---\nse.exec_start : 5.000001\n"
                             "se.statistics.wait_sum                       :          12.345678\n"
                             "nr_switches : 3\n"},
    {"/proc/7/task/9/schedstat", "58900 4711 1\n"},
    {"/proc/8/stat", "8 (short) S 1\n"},
    {"/proc/8/task/8/sched", "wait_sum : 2.5\n"},
};

typedef struct {
    char *root;
    uint64_t tick_ns;
} Bench;

static void
write_file(const Bench *bench, const char *path, const char *text)
{
    g_autofree char *file = g_strconcat(bench->root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(file);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static void
set_up(Bench *bench, gconstpointer unused)
{
    (void)unused;
    bench->root = folder_new();
    bench->tick_ns = 1000000000ULL / (uint64_t)sysconf(_SC_CLK_TCK);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        write_file(bench, files[i].path, files[i].text);
}

static void
tear_down(Bench *bench, gconstpointer unused)
{
    (void)unused;
    folder_remove(bench->root);
}

static void
test_process(Bench *bench, gconstpointer unused)
{
    HostProcess process = {0};

    (void)unused;
    g_assert_true(host_process_read(bench->root, 7, 0, &process));
    g_assert_cmpuint(process.user_ns, ==, 250 * bench->tick_ns);
    g_assert_cmpuint(process.system_ns, ==, 50 * bench->tick_ns);
    g_assert_cmpuint(process.resident_kib, ==, 77 * (uint64_t)sysconf(_SC_PAGESIZE) / 1024);
    g_assert_cmpint(process.last_cpu, ==, 3);
    g_assert_true(host_process_read(bench->root, 7, 9, &process));
    g_assert_cmpuint(process.system_ns, ==, 2 * bench->tick_ns);
    g_assert_cmpint(process.last_cpu, ==, 1);
    g_assert_false(host_process_read(bench->root, 8, 0, &process));
    g_assert_false(host_process_read(bench->root, 7, 8, &process));
    g_assert_cmpuint(host_process_cpu_time(bench->root, 7), ==, 300 * bench->tick_ns);
    g_assert_cmpuint(host_process_cpu_time(bench->root, 6), ==, 0);
}

static void
test_waits(Bench *bench, gconstpointer unused)
{
    (void)unused;
    g_assert_cmpuint(host_process_waits(bench->root, 7, 9).wait_ns, ==, 12345678);
    g_assert_cmpuint(host_process_waits(bench->root, 7, 9).delay_ns, ==, 4711);
    g_assert_cmpuint(host_process_waits(bench->root, 8, 8).wait_ns, ==, 2500000);
    g_assert_cmpuint(host_process_waits(bench->root, 8, 8).delay_ns, ==, 0);
    g_assert_cmpuint(host_process_waits(bench->root, 7, 8).wait_ns, ==, 0);
}

static void
test_interface(Bench *bench, gconstpointer unused)
{
    virDomainInterfaceStatsStruct stats;

    (void)unused;
    g_assert_true(host_interface_stats(bench->root, "tap0", false, &stats));
    g_assert_cmpint(stats.rx_bytes, ==, 1);
    g_assert_cmpint(stats.rx_drop, ==, 9);
    g_assert_cmpint(stats.tx_errs, ==, 13);
    g_assert_true(host_interface_stats(bench->root, "tap0", true, &stats));
    g_assert_cmpint(stats.tx_bytes, ==, 1);
    g_assert_cmpint(stats.tx_drop, ==, 9);
    g_assert_cmpint(stats.rx_packets, ==, 12);
    g_assert_false(host_interface_stats(bench->root, "tap1", true, &stats));
    g_assert_false(host_interface_stats(bench->root, "../net/tap0", true, &stats));
    g_assert_false(host_interface_stats(bench->root, "", true, &stats));
}

static void
test_sysinfo(Bench *bench, gconstpointer unused)
{
    g_autofree char *dmi = NULL;
    g_autofree char *power = NULL;

    (void)unused;
    write_file(bench, "/proc/cpuinfo",
               "processor\t: 0\ncpu\t\t: POWER9\nclock\t\t: 3425.0MHz\nrevision\t: 2.2\n\n"
               "timebase\t: 512000000\nplatform\t: PowerNV\nmodel\t\t: 8335-GTH\n"
               "machine\t\t: PowerNV 8335-GTH\n");
    power = host_sysinfo_xml(bench->root, NULL);
    g_assert_cmpstr(power, ==,
                    "<sysinfo type='smbios'>\n"
                    "  <system>\n"
                    "    <entry name='version'>PowerNV 8335-GTH</entry>\n"
                    "    <entry name='serial'>8335-GTH</entry>\n"
                    "    <entry name='family'>PowerNV</entry>\n"
                    "  </system>\n"
                    "  <processor>\n"
                    "    <entry name='socket_destination'>0</entry>\n"
                    "    <entry name='type'>POWER9</entry>\n"
                    "    <entry name='version'>2.2</entry>\n"
                    "  </processor>\n"
                    "</sysinfo>\n");
    write_file(bench, "/sys/class/dmi/id/sys_vendor", "A & B\001\n");
    write_file(bench, "/sys/class/dmi/id/bios_date", "01/02/2003\n");
    dmi = host_sysinfo_xml(bench->root, NULL);
    g_assert_cmpstr(dmi, ==,
                    "<sysinfo type='smbios'>\n"
                    "  <bios>\n"
                    "    <entry name='date'>01/02/2003</entry>\n"
                    "  </bios>\n"
                    "  <system>\n"
                    "    <entry name='manufacturer'>A &amp; B</entry>\n"
                    "  </system>\n"
                    "</sysinfo>\n");
}

/* A host of neither kind: a PC without its tables. */
static void
test_no_sysinfo(Bench *bench, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;

    (void)unused;
    write_file(bench, "/proc/cpuinfo",
               "processor\t: 0\nmodel\t\t: 6\nmodel name\t: A PC\ncpu family\t: 6\n");
    g_assert_null(host_sysinfo_xml(bench->root, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_cmpstr(error->message, ==, "Host SMBIOS information is not available");
}

static void
test_this_host(Bench *bench, gconstpointer unused)
{
    HostProcess process = {0};

    (void)bench;
    (void)unused;
    g_assert_true(host_process_read(HOST_ROOT, getpid(), 0, &process));
    g_assert_cmpuint(process.resident_kib, >, 100);
    g_assert_cmpint(process.last_cpu, <, sysconf(_SC_NPROCESSORS_CONF));
    g_assert_true(host_process_read(HOST_ROOT, getpid(), getpid(), &process));
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *bench, gconstpointer unused);
    } rows[] = {
        {"/host/process", test_process},       {"/host/waits", test_waits},
        {"/host/interface", test_interface},   {"/host/sysinfo", test_sysinfo},
        {"/host/no-sysinfo", test_no_sysinfo}, {"/host/this-host", test_this_host},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Bench, NULL, set_up, rows[i].test, tear_down);
    return g_test_run();
}
