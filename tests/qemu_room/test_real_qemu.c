/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/probe.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "qemu/argv.h"
#include "qemu/dialect.h"
#include "qemu/process.h"
#include "qemu/recording.h"

/*
 * The probe of a real qemu-system-ppc64, and parts in one.
 */
static const char emulator[] = "qemu-system-ppc64";
enum { TIMEOUT_MS = 120000, RUNS = 5 };

typedef struct {
    char *cache;
    Capabilities *capabilities;
} Bench;

static void
set_up(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) error = NULL;
    ProbeRequest request = {.emulator = emulator, .timeout_ms = TIMEOUT_MS};

    (void)user;
    bench->cache = g_dir_make_tmp("pseries-XXXXXX", NULL);
    request.cache_directory = bench->cache;
    bench->capabilities = probe(&request, &error);
    g_assert_no_error(error);
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    g_autoptr(GDir) directory = g_dir_open(bench->cache, 0, NULL);
    const char *name = NULL;

    (void)user;
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(bench->cache, name, NULL);

        g_unlink(path);
    }
    g_rmdir(bench->cache);
    g_free(bench->cache);
    capabilities_free(bench->capabilities);
}

static void
test_types(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *type;
        PciClass class;
    } rows[] = {
        {"e1000e", PCI_CLASS_EXPRESS},        {"nvme", PCI_CLASS_EXPRESS},
        {"virtio-net-pci", PCI_CLASS_HYBRID}, {"qemu-xhci", PCI_CLASS_HYBRID},
        {"rtl8139", PCI_CLASS_CONVENTIONAL},  {"pci-bridge", PCI_CLASS_CONVENTIONAL},
        {"spapr-vlan", PCI_CLASS_ABSENT},     {"pxb", PCI_CLASS_ABSENT},
    };
    const Capabilities *capabilities = bench->capabilities;

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(capabilities_pci_class(capabilities, rows[i].type), ==, rows[i].class);
    g_assert_true(capabilities_is_vio(capabilities, "spapr-vlan"));
    g_assert_true(capabilities_has_type(capabilities, "rng-random"));
    g_assert_false(capabilities_has_type(capabilities, "pxb"));
    g_assert_true(capabilities_has_phb_property(capabilities, "numa_node"));
    g_assert_true(capabilities_has_cpu_model(capabilities, "POWER9"));
    g_assert_cmpstr(capabilities_target(capabilities), ==, "ppc64");
    g_assert_null(capabilities_warnings(capabilities)[0]);
}

/* The numbers measured, with the modules of every package. */
static const struct {
    unsigned major, minor;
    unsigned counts[PCI_CLASS_HYBRID + 1];
} measured[] = {
#define COUNTS(conventional, express, hybrid)                                                      \
    {[PCI_CLASS_CONVENTIONAL] = conventional,                                                      \
     [PCI_CLASS_EXPRESS] = express,                                                                \
     [PCI_CLASS_HYBRID] = hybrid}
    {7, 2, COUNTS(105, 9, 45)},
    {10, 0, COUNTS(103, 12, 51)},
    {11, 1, COUNTS(104, 12, 55)},
#undef COUNTS
};

static void
test_counts(Bench *bench, gconstpointer user)
{
    const Capabilities *capabilities = bench->capabilities;
    size_t i = 0;

    (void)user;
    while (i < G_N_ELEMENTS(measured) &&
           (!capabilities_is_at_least(capabilities, measured[i].major, measured[i].minor) ||
            capabilities_is_at_least(capabilities, measured[i].major, measured[i].minor + 1)))
        i++;
    if (i == G_N_ELEMENTS(measured)) {
        g_test_skip("needs a host with a QEMU whose types were counted");
        return;
    }
    for (int class = PCI_CLASS_CONVENTIONAL; class <= PCI_CLASS_HYBRID; class ++) {
        g_autoptr(GPtrArray) types = capabilities_pci_types(capabilities, (PciClass) class);

        g_assert_cmpuint(types->len, ==, measured[i].counts[class]);
    }
}

static void
test_facts(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *machine;
        bool has_extended_config_space, has_ddw;
        unsigned max_phb_index;
        const char *default_cpu; /* without its version, which is QEMU's to choose */
    } rows[] = {
        {"pseries-2.6", false, false, 255, "power7"},
        {"pseries-2.7", false, true, 255, "power7"},
        {"pseries-2.8", false, true, 30, "power8"}, /* does not start as it is under TCG */
        {"pseries-2.9", true, true, 30, "power8"},
        {"pseries-2.12-sxxm", true, true, 30, "power8"},
        {"pseries-7.2", true, true, 30, "power9"},
        {"pseries-10.0", true, true, 30, "power10"},
        {"pseries-11.1", true, true, 30, "power11"},
    };

    (void)user;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const MachineFacts *facts = NULL;

        if (capabilities_find_machine_type(bench->capabilities, rows[i].machine) == NULL)
            continue;
        facts = capabilities_machine(bench->capabilities, rows[i].machine, NULL);
        g_assert_cmpint(facts->has_extended_config_space, ==, rows[i].has_extended_config_space);
        g_assert_cmpint(facts->has_ddw, ==, rows[i].has_ddw);
        g_assert_true(facts->has_dynamic_reconfiguration);
        g_assert_cmpuint(facts->max_phb_index, ==, rows[i].max_phb_index);
        g_assert_true(g_str_has_prefix(facts->default_cpu, rows[i].default_cpu));
    }
    g_assert_null(capabilities_warnings(bench->capabilities)[0]);
}

/* A recording of this QEMU says the same as the QEMU. */
static void
test_record(Bench *bench, gconstpointer user)
{
    g_autofree char *path = g_build_filename(bench->cache, "r.json", NULL);
    const ProbeRequest request = {
        .emulator = emulator, .record_file = path, .timeout_ms = TIMEOUT_MS};
    g_autoptr(GError) error = NULL;
    g_autoptr(Capabilities) asked = probe(&request, &error);
    g_autoptr(Capabilities) played = NULL;

    (void)user;
    g_assert_no_error(error);
    played = recording_load(path, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(capabilities_n_machines(played), ==, capabilities_n_machines(asked));
    for (unsigned i = 0; i < capabilities_n_machines(asked); i++) {
        const char *name = capabilities_machine_type(asked, i)->name;
        const MachineFacts *facts = capabilities_machine(played, name, NULL);

        g_assert_cmpint(facts->has_extended_config_space, ==,
                        capabilities_machine(asked, name, NULL)->has_extended_config_space);
    }
    g_assert_null(capabilities_warnings(played)[0]);
}

static int64_t
best_of(void (*run)(const Bench *bench), const Bench *bench)
{
    int64_t best_us = G_MAXINT64;

    for (unsigned i = 0; i < RUNS; i++) {
        int64_t start = g_get_monotonic_time();

        run(bench);
        best_us = MIN(best_us, g_get_monotonic_time() - start);
    }
    return best_us;
}

static void
run_bare(const Bench *bench)
{
    const char *const words[] = {emulator, "-machine", "none",  "-display", "none",
                                 "-S",     "-qmp",     "stdio", NULL};
    Qmp *qmp = NULL;
    g_autoptr(Process) process = process_start_qmp(words, NULL, TIMEOUT_MS, &qmp, NULL);
    g_autoptr(JsonNode) answer = NULL;

    (void)bench;
    g_assert_nonnull(process);
    answer = qmp_execute(qmp, "quit", NULL, TIMEOUT_MS, NULL);
    g_assert_nonnull(answer);
    g_assert_true(process_wait(process, TIMEOUT_MS, NULL));
    qmp_free(qmp);
}

static void
run_cold(const Bench *bench)
{
    const ProbeRequest request = {.emulator = emulator, .timeout_ms = TIMEOUT_MS};
    g_autoptr(Capabilities) capabilities = probe(&request, NULL);

    (void)bench;
    g_assert_nonnull(capabilities);
}

static void
run_cached(const Bench *bench)
{
    const ProbeRequest request = {.emulator = emulator, .cache_directory = bench->cache};
    g_autoptr(Capabilities) capabilities = probe(&request, NULL);

    g_assert_nonnull(capabilities);
}

/* Says what a bare start, a probe and one from the cache cost.  A number that holds on a busy
 * machine, too, does not exist. */
static void
test_cost(Bench *bench, gconstpointer user)
{
    int64_t bare_us = best_of(run_bare, bench);
    int64_t cold_us = best_of(run_cold, bench);
    int64_t cached_us = best_of(run_cached, bench);

    (void)user;
    g_test_message("bare %d us, cold %d us, cached %d us", (int)bare_us, (int)cold_us,
                   (int)cached_us);
}

/* The same parts, as JSON, as key=value and by hotplug, are the same devices. */
static void
add_parts(PartList *list, const char *suffix)
{
    JsonObject *part = part_list_add(list, PART_OBJECT);

    part_set_string(part, "qom-type", "rng-builtin");
    part_set_string_format(part, "id", "rng%s", suffix);
    part = part_list_add(list, PART_NETDEV);
    part_set_string(part, "type", "user");
    part_set_string_format(part, "id", "host%s", suffix);
    part = part_list_add(list, PART_BLOCKDEV);
    part_set_string(part, "driver", "null-co");
    part_set_string_format(part, "node-name", "disk%s", suffix);
    part_set_bool(part, "read-zeroes", true);
    part = part_list_add(list, PART_CHARDEV);
    part_set_string(part, "backend", "file");
    part_set_string_format(part, "id", "char%s", suffix);
    part_set_string(part, "path", "/dev/null");
    part_set_bool(part, "append", true);
    part = part_list_add(list, PART_CHARDEV);
    part_set_string(part, "backend", "udp");
    part_set_string_format(part, "id", "udp%s", suffix);
    part_set_string(part, "host", "");
    part_set_string(part, "port", "9");
    part_set_string(part, "localaddr", "");
    part_set_string(part, "localport", "0");
    part = part_list_add(list, PART_DEVICE);
    part_set_string(part, "driver", "virtio-net-pci");
    part_set_string_format(part, "id", "net%s", suffix);
    part_set_string_format(part, "netdev", "host%s", suffix);
    part_set_string(part, "bus", "pci.0");
    part_set_string_format(part, "addr", "0x%s", suffix);
    part_set_bool(part, "csum", false);
}

static void
expect_net(Qmp *qmp, const char *suffix)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonNode) answer = NULL;
    g_autoptr(GError) error = NULL;

    part_set_string_format(arguments, "path", "/machine/peripheral/net%s", suffix);
    part_set_string(arguments, "property", "csum");
    answer = qmp_execute(qmp, "qom-get", arguments, TIMEOUT_MS, &error);
    g_assert_no_error(error);
    g_assert_false(json_node_get_boolean(answer));
}

static void
hotplug(Qmp *qmp, const PartList *list)
{
    for (unsigned i = 0; i < part_list_n(list); i++) {
        const Part *part = part_list_get(list, i);
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonObject) arguments = part_qmp_arguments(part, &error);
        g_autoptr(JsonNode) answer = NULL;

        g_assert_no_error(error);
        answer = qmp_execute(qmp, part_class_command(part->class), arguments, TIMEOUT_MS, &error);
        g_assert_no_error(error);
    }
}

static void
test_parts(Bench *bench, gconstpointer user)
{
    g_autoptr(Argv) argv = argv_new();
    g_auto(GStrv) words = NULL;
    static const char *const suffixes[] = {"5", "6", "7"};
    g_autoptr(GError) error = NULL;
    g_autoptr(Process) process = NULL;
    g_autoptr(Qmp) qmp = NULL;
    g_autoptr(PartList) late = part_list_new();

    (void)user;
    argv_set_emulator(argv, emulator);
    argv_add(argv, "-S", NULL);
    argv_add(argv, "-nodefaults", NULL);
    argv_add(argv, "-display", "none");
    argv_add(argv, "-machine", "pseries");
    argv_add(argv, "-qmp", "stdio");
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(PartList) list = part_list_new();

        add_parts(list, suffixes[i]);
        for (unsigned j = 0; j < part_list_n(list); j++) {
            const Part *part = part_list_get(list, j);

            argv_add_part(argv, part,
                          i == 0 && dialect_takes_json(bench->capabilities, part->class));
        }
    }
    words = argv_words(argv);
    process = process_start_qmp((const char *const *)words, NULL, TIMEOUT_MS, &qmp, &error);
    g_assert_no_error(error);
    add_parts(late, suffixes[2]);
    hotplug(qmp, late);
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
        expect_net(qmp, suffixes[i]);
}

/* What a QEMU that does not start has to say is in the error. */
static void
test_refused_option(Bench *bench, gconstpointer user)
{
    const char *const words[] = {emulator,         "-machine", "none",  "-device",
                                 "no-such-device", "-qmp",     "stdio", NULL};
    g_autoptr(GError) error = NULL;
    Qmp *qmp = NULL;
    g_autoptr(Process) process = process_start_qmp(words, NULL, TIMEOUT_MS, &qmp, &error);
    g_autoptr(JsonNode) answer = NULL;
    g_autofree char *said = NULL;

    (void)bench;
    (void)user;
    /* QEMU greets before it looks at its devices: the end comes then or with the first command. */
    if (process == NULL) {
        g_assert_nonnull(strstr(error->message, "no-such-device"));
        return;
    }
    answer = qmp_execute(qmp, "query-status", NULL, TIMEOUT_MS, &error);
    g_assert_null(answer);
    g_assert_true(process_wait(process, TIMEOUT_MS, NULL));
    said = process_stderr(process);
    g_assert_nonnull(strstr(said, "no-such-device"));
    qmp_free(qmp);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *bench, gconstpointer user);
    } tests[] = {
        {"/real-qemu/types", test_types},
        {"/real-qemu/counts", test_counts},
        {"/real-qemu/facts", test_facts},
        {"/real-qemu/record", test_record},
        {"/real-qemu/cost", test_cost},
        {"/real-qemu/parts", test_parts},
        {"/real-qemu/refused-option", test_refused_option},
    };
    g_autofree char *path = g_find_program_in_path(emulator);

    g_test_init(&argc, &argv, NULL);
    if (path == NULL) {
        puts("1..0 # SKIP no qemu-system-ppc64");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, NULL, set_up, tests[i].test, tear_down);
    return g_test_run();
}
