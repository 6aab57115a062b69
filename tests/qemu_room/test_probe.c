/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/probe.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/recording.h"

/*
 * The probe against small scripts that play a QEMU: real ones are in test_real_qemu.c.
 *
 * Each start of the script adds a line to "starts" in its folder.
 */
static const char script_start[] = "#!/bin/sh\n"
                                   "echo start >> \"${0%/*}/starts\"\n"
                                   "echo '{\"QMP\":{}}'\n"
                                   "while read -r line; do case $line in\n"
                                   "*qmp_capabilities*) echo '{\"return\":{}}' ;;\n";
static const char script_end[] =
    "*query-version*) echo '{\"return\":{\"qemu\":{\"major\":7,\"minor\":2,\"micro\":0}}}' ;;\n"
    "*query-target*) echo '{\"return\":{\"arch\":\"ppc64\"}}' ;;\n"
    "*query-machines*) echo '{\"return\":[{\"name\":\"pseries-7.2\",\"alias\":\"pseries\"}]}' ;;\n"
    "*query-cpu*) echo '{\"return\":[{\"name\":\"power9\"}]}' ;;\n"
    "*conventional-pci*) echo '{\"return\":[{\"name\":\"rtl\"}]}' ;;\n"
    "*unattached*device*property*ddw*) echo '{\"return\":false}' ;;\n"
    "*unattached*device*property*) echo '{\"return\":true}' ;;\n"
    "*unattached*) echo '{\"return\":[{\"name\":\"device[3]\",\"type\":"
    "\"child<spapr-pci-host-bridge>\"}]}' ;;\n"
    "*qom-list-types*|*device-list*) echo '{\"return\":[{\"name\":\"thing\"}]}' ;;\n"
    "*query-kvm*) echo '{\"return\":{\"present\":true}}' ;;\n"
    "*) echo '{\"error\":{\"class\":\"GenericError\",\"desc\":\"what?\"}}' ;;\n"
    "esac; done\n";

/* What a machine says of its options. */
static const char machine_options[] =
    "*qom-list-properties*) echo '{\"return\":[{\"name\":\"vsmt\",\"type\":\"uint32\"},"
    "{\"name\":\"cap-x\",\"type\":\"bool\",\"description\":\"Allow (a, b)\"},"
    "{\"name\":\"append\",\"type\":\"string\"},{\"name\":\"ic-mode\",\"type\":\"string\","
    "\"description\":\"the mode (xics, xive, dual)\"}]}' ;;\n";

/* A QEMU that may use KVM, unless it is told not to. */
static const char machines_with_kvm[] =
    "*query-kvm*) echo '{\"return\":{\"present\":true,\"enabled\":true}}' ;;\n"
    "*query-machines*) case \"$*\" in *accel=tcg*) cpu=power12_v1.0 ;; *) cpu=host ;; esac\n"
    "echo '{\"return\":[{\"name\":\"pseries-7.2\",\"default-cpu-type\":"
    "\"'$cpu'-powerpc64-cpu\"}]}' ;;\n";

/* KVM refuses each of its machines. */
static const char refused_by_kvm[] =
    "*query-kvm*) echo '{\"return\":{\"present\":true,\"enabled\":true}}' ;;\n"
    "*query-machines*) echo '{\"return\":[{\"name\":\"pseries-6.0\"},{\"name\":\"pseries-6.1\"},"
    "{\"name\":\"pseries-6.2\"},{\"name\":\"pseries-7.0\"},{\"name\":\"pseries-7.2\"}]}' ;;\n"
    "*unattached*) case \"$*\" in *pseries*accel=kvm*) exit 1 ;; esac; case $line in\n"
    "*ddw*) echo '{\"return\":false}' ;;\n"
    "*property*) echo '{\"return\":true}' ;;\n"
    "*) echo '{\"return\":[{\"name\":\"device[3]\",\"type\":"
    "\"child<spapr-pci-host-bridge>\"}]}' ;; esac ;;\n";

typedef struct {
    char *directory, *emulator, *cache;
} Bench;

static void
write_script(const Bench *bench, const char *extra)
{
    g_autofree char *text = g_strconcat(script_start, extra, script_end, NULL);

    g_assert_true(g_file_set_contents(bench->emulator, text, -1, NULL));
    g_assert_cmpint(g_chmod(bench->emulator, 0700), ==, 0);
}

static void
set_up(Bench *bench, gconstpointer extra)
{
    bench->directory = g_dir_make_tmp("pseries-XXXXXX", NULL);
    bench->emulator = g_build_filename(bench->directory, "qemu", NULL);
    bench->cache = g_build_filename(bench->directory, "below", "cache", NULL);
    write_script(bench, extra != NULL && strchr(extra, ')') != NULL ? extra : "");
}

static void
tear_down(Bench *bench, gconstpointer extra)
{
    const char *const words[] = {"rm", "-rf", bench->directory, NULL};

    (void)extra;
    g_assert_true(g_spawn_sync(NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    g_free(bench->directory);
    g_free(bench->emulator);
    g_free(bench->cache);
}

static unsigned
n_starts(const Bench *bench)
{
    g_autofree char *path = g_build_filename(bench->directory, "starts", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;

    g_file_get_contents(path, &text, &length, NULL);
    return (unsigned)(length / strlen("start\n"));
}

static Capabilities *
must_probe(const ProbeRequest *request)
{
    g_autoptr(GError) error = NULL;
    Capabilities *capabilities = probe(request, &error);

    g_assert_no_error(error);
    g_assert_true(capabilities_is_at_least(capabilities, 7, 2));
    g_assert_cmpint(capabilities_pci_class(capabilities, "rtl"), ==, PCI_CLASS_CONVENTIONAL);
    return capabilities;
}

static void
expect_facts(const Capabilities *capabilities)
{
    const MachineFacts *facts = capabilities_machine(capabilities, "pseries-7.2", NULL);

    g_assert_true(facts->has_extended_config_space);
    g_assert_false(facts->has_ddw);
    g_assert_cmpuint(facts->max_phb_index, ==, 30);
}

/* Asked once, then read back: the same, without a start. */
static void
test_cache(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};
    const ProbeRequest again = {
        .emulator = bench->emulator, .cache_directory = bench->cache, .refreshes = true};

    (void)extra;
    for (unsigned i = 0; i < 3; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);

        g_assert_cmpstr(capabilities_target(capabilities), ==, "ppc64");
        g_assert_cmpstr(capabilities_resolve_machine(capabilities, "pseries", NULL), ==,
                        "pseries-7.2");
        g_assert_true(capabilities_has_cpu_model(capabilities, "POWER9"));
        g_assert_true(capabilities_is_kvm_present(capabilities));
        g_assert_true(capabilities_has_phb_property(capabilities, "thing"));
        g_assert_cmpstr(capabilities_emulator(capabilities), ==, bench->emulator);
        expect_facts(capabilities);
        g_assert_cmpuint(n_starts(bench), ==, 2);
    }
    capabilities_free(must_probe(&again));
    g_assert_cmpuint(n_starts(bench), ==, 3);
}

/* Another binary at the same path. */
static void
test_stale(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    capabilities_free(must_probe(&request));
    write_script(bench, "*never*) ;;\n");
    capabilities_free(must_probe(&request));
    g_assert_cmpuint(n_starts(bench), ==, 2);
    capabilities_free(must_probe(&request));
    g_assert_cmpuint(n_starts(bench), ==, 2);
}

/* Returns: (owned) the path of the only file in the cache. */
static char *
cache_file(const Bench *bench)
{
    g_autoptr(GDir) directory = g_dir_open(bench->cache, 0, NULL);

    return g_build_filename(bench->cache, g_dir_read_name(directory), NULL);
}

/* Every kind of damage: each byte flipped in turn (of some), and each length. */
static void
test_damaged(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;

    (void)extra;
    capabilities_free(must_probe(&request));
    path = cache_file(bench);
    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    for (gsize at = 0; at < length; at += 1 + length / 10) {
        unsigned n_before = n_starts(bench);

        text[at] ^= 0x11;
        g_assert_true(g_file_set_contents(path, text, (gssize)length, NULL));
        text[at] ^= 0x11;
        capabilities_free(must_probe(&request));
        g_assert_true(g_file_set_contents(path, text, (gssize)at, NULL));
        capabilities_free(must_probe(&request));
        g_assert_cmpuint(n_starts(bench), ==, n_before + 2);
    }
    capabilities_free(must_probe(&request));
}

/* The cache's folder cannot be made: a file stands in its way. */
static void
test_unwritable(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = "/dev/null/x"};
    g_autoptr(Capabilities) capabilities = must_probe(&request);

    (void)extra;
    expect_facts(capabilities);
}

/* The disk fills up in the middle of the cache's file: a limit of the process stands for it.  The
 * answer is right all the same, and no half of a file stays. */
static void
test_disk_full(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};
    g_autoptr(Capabilities) capabilities = NULL;
    g_autoptr(GDir) directory = NULL;
    struct rlimit before = {0};

    (void)extra;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    signal(SIGXFSZ, SIG_IGN);
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &(struct rlimit){64, before.rlim_max}), ==, 0);
    capabilities = must_probe(&request);
    expect_facts(capabilities); /* probes the machine as well */
    g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    signal(SIGXFSZ, SIG_DFL);
    directory = g_dir_open(bench->cache, 0, NULL);
    g_assert_nonnull(directory);
    g_assert_cmpstr(g_dir_read_name(directory), ==, NULL);
}

static void
test_two_at_once(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};
    pid_t children[4];

    (void)extra;
    for (size_t i = 0; i < G_N_ELEMENTS(children); i++) {
        children[i] = fork();
        if (children[i] == 0) {
            Capabilities *capabilities = must_probe(&request);

            expect_facts(capabilities);
            capabilities_free(capabilities);
            _exit(0);
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(children); i++) {
        int status = 0;

        g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
        g_assert_cmpint(status, ==, 0);
    }
    capabilities_free(must_probe(&request));
}

/* It dies over a question that is not needed: what it has is not known, and must not be taken for
 * all that it has.  The next probe asks again. */
static void
test_dies_midway(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(probe(&request, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
        g_assert_nonnull(strstr(error->message, "no such thing"));
        g_assert_cmpuint(n_starts(bench), ==, i + 1);
    }
    write_script(bench, "");
    capabilities_free(must_probe(&request));
}

/* A package of modules adds a file to a folder; the binary stays. */
static void
test_modules(Bench *bench, gconstpointer data)
{
    const char *folder = data;
    g_autofree char *binaries = g_build_filename(bench->directory, "bin", NULL);
    g_autofree char *emulator = g_build_filename(binaries, "qemu", NULL);
    g_autofree char *modules = g_build_filename(bench->directory, folder, NULL);
    g_autofree char *module = g_build_filename(modules, "hw-display-x.so", NULL);
    g_autofree char *starts = g_build_filename(binaries, "starts", NULL);
    g_autofree char *text = NULL;
    const ProbeRequest request = {.emulator = emulator, .cache_directory = bench->cache};

    if (g_str_equal(folder, "own"))
        g_setenv("QEMU_MODULE_DIR", modules, TRUE);
    g_assert_cmpint(g_mkdir_with_parents(binaries, 0700), ==, 0);
    g_assert_cmpint(g_mkdir_with_parents(modules, 0700), ==, 0);
    g_assert_cmpint(g_rename(bench->emulator, emulator), ==, 0);
    capabilities_free(must_probe(&request));
    capabilities_free(must_probe(&request));
    g_usleep(20 * 1000); /* the clock of a file system may be slow */
    g_assert_true(g_file_set_contents(module, "", 0, NULL));
    capabilities_free(must_probe(&request));
    capabilities_free(must_probe(&request));
    g_assert_true(g_file_get_contents(starts, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "start\nstart\n");
    g_unsetenv("QEMU_MODULE_DIR");
}

/* A host bridge without the property: QEMU 10 has hotplug always, an early one not yet. */
static void
test_absent_properties(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);
        const MachineFacts *facts = capabilities_machine(capabilities, "pseries-7.2", NULL);

        g_assert_true(facts->has_dynamic_reconfiguration);
        g_assert_false(facts->has_ddw);
        g_assert_false(facts->has_extended_config_space);
        g_assert_null(capabilities_warnings(capabilities)[0]);
    }
}

/* What the machine has is kept, with its values; an option that guests do not see is not. */
static void
test_machine_options(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);
        const MachineFacts *facts = capabilities_machine(capabilities, "pseries-7.2", NULL);
        const MachineOption *mode = machine_facts_option(facts, "ic-mode");
        g_autofree char *values = machine_option_values(mode);

        g_assert_cmpuint(facts->options->len, ==, 3);
        g_assert_cmpstr(values, ==, "xics, xive, dual");
        g_assert_true(machine_option_takes(mode, "xive"));
        g_assert_false(machine_option_takes(mode, "xiv"));
        g_assert_true(machine_option_takes(machine_facts_option(facts, "cap-x"), "off"));
        g_assert_false(machine_option_takes(machine_facts_option(facts, "cap-x"), "no"));
        g_assert_true(machine_option_takes(machine_facts_option(facts, "vsmt"), "4294967295"));
        g_assert_false(machine_option_takes(machine_facts_option(facts, "vsmt"), "4294967296"));
        g_assert_null(machine_facts_option(facts, "append"));
    }
}

/* With KVM the default processor is the host's; without it, what QEMU says when it has no KVM. */
static void
test_emulated_cpu(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);
        const MachineFacts *facts = capabilities_machine(capabilities, "pseries-7.2", NULL);

        g_assert_true(capabilities_is_kvm_enabled(capabilities));
        g_assert_cmpstr(facts->default_cpu, ==, "power12_v1.0");
    }
}

/* The options of -chardev, from QEMU and from the cache. */
static void
test_chardev_options(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);

        g_assert_true(capabilities_has_chardev_option(capabilities, "reconnect-ms"));
        g_assert_false(capabilities_has_chardev_option(capabilities, "reconnect"));
    }
}

static void
test_dies_over_machine(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {.emulator = bench->emulator, .cache_directory = bench->cache};

    (void)extra;
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Capabilities) capabilities = must_probe(&request);
        const MachineFacts *facts = capabilities_machine(capabilities, "pseries-7.2", NULL);

        g_assert_true(facts->has_ddw); /* as the table has it */
        g_assert_nonnull(strstr(capabilities_warnings(capabilities)[0], "pseries-7.2"));
    }
    /* What the QEMU did not say is not kept: it is asked again. */
    g_assert_cmpuint(n_starts(bench), ==, 3);
}

static void
test_fails(Bench *bench, gconstpointer extra)
{
    const ProbeRequest request = {
        .emulator = bench->emulator, .cache_directory = bench->cache, .timeout_ms = 300};
    g_autoptr(GError) error = NULL;

    (void)extra;
    g_assert_null(probe(&request, &error));
    g_assert_true(error->domain == PSERIES_ERROR);
    g_assert_cmpint(g_access(bench->cache, F_OK), ==, -1);
}

static void
test_record(Bench *bench, gconstpointer extra)
{
    g_autofree char *path = g_build_filename(bench->directory, "r.json", NULL);
    const ProbeRequest request = {.emulator = bench->emulator, .record_file = path};
    const ProbeRequest nowhere = {.emulator = bench->emulator, .record_file = "/nonexistent/r"};
    g_autoptr(Capabilities) played = NULL;
    g_autoptr(GError) error = NULL;

    (void)extra;
    capabilities_free(must_probe(&request));
    played = recording_load(path, &error);
    g_assert_no_error(error);
    g_assert_true(capabilities_has_type(played, "thing"));
    expect_facts(played);
    g_assert_null(capabilities_warnings(played)[0]);
    g_assert_null(probe(&nowhere, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED);
}

static void
test_no_emulator(void)
{
    static const char *const paths[] = {"/nonexistent", "/etc/passwd", "/", "no-such-qemu-x"};

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(probe(&(ProbeRequest){.emulator = paths[i]}, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
        g_assert_nonnull(strstr(error->message, paths[i]));
    }
}

#define ADD(name, extra, test)                                                                     \
    g_test_add("/probe/" name, Bench, (gconstpointer)(extra), set_up, test, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("cache", NULL, test_cache);
    ADD("stale", NULL, test_stale);
    ADD("damaged", NULL, test_damaged);
    ADD("unwritable", NULL, test_unwritable);
    ADD("disk-full", NULL, test_disk_full);
    ADD("two-at-once", NULL, test_two_at_once);
    ADD("dies-midway", "*query-cpu*) echo no such thing >&2; exit 1 ;;\n", test_dies_midway);
    ADD("dies-over-the-last", "*query-command-line*) echo no such thing >&2; exit 1 ;;\n",
        test_dies_midway);
    ADD("modules-of-the-environment", "own", test_modules);
    ADD("modules", "lib/qemu", test_modules);
    ADD("modules-of-an-architecture", "lib/s390x-linux-gnu/qemu", test_modules);
    ADD("absent-properties",
        "*qom-get*) echo '{\"error\":{\"class\":\"GenericError\",\"desc\":\"none\"}}' ;;\n",
        test_absent_properties);
    ADD("machine-options", machine_options, test_machine_options);
    ADD("emulated-cpu", machines_with_kvm, test_emulated_cpu);
    ADD("chardev-options",
        "*query-command-line*) echo '{\"return\":[{\"option\":\"chardev\",\"parameters\":"
        "[{\"name\":\"reconnect-ms\"}]}]}' ;;\n",
        test_chardev_options);
    ADD("dies-over-machine", "*qom-list\\\"*) exit 1 ;;\n", test_dies_over_machine);
    ADD("dies-at-once", "*query-version*) exit 1 ;;\n", test_fails);
    ADD("hangs", "*query-target*) sleep 100 ;;\n", test_fails);
    ADD("odd-version", "*query-version*) echo '{\"return\":[]}' ;;\n", test_fails);
    ADD("floods", "*query-machines*) yes '{\"event\":\"A\"}' ;;\n", test_fails);
    ADD("record", NULL, test_record);
    ADD("record-refused-by-kvm", refused_by_kvm, test_record);
    g_test_add_func("/probe/no-emulator", test_no_emulator);
    return g_test_run();
}
