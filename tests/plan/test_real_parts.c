/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Devices that join a planned guest are added to its real QEMU over QMP, part by part, and removed
 * again in reverse; then QEMU has what it had before.
 *
 * The guest has not run yet.  device_del then needs no guest: QEMU 7.2 removes the device at once
 * and sends DEVICE_DELETED before or with its reply.  Once an operating system uses the slot, it
 * has to let the device go first.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "plan/command.h"
#include "plan/plan.h"
#include "qemu/probe.h"
#include "qemu/process.h"
#include "qemu/qmp_member.h"

static const char emulator[] = "qemu-system-ppc64";
enum { TIMEOUT_MS = 120000, IMAGE_BYTES = 1 << 20 };

/* "@" stands for the guest's folder. */
static const char guest[] =
    "<domain type='qemu'><name>parts</name><uuid>1f0a9f0e-52c7-4d2b-9a52-0000ea947ff2</uuid>"
    "<maxMemory slots='4' unit='MiB'>2048</maxMemory><memory unit='MiB'>512</memory>"
    "<vcpu>1</vcpu><cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/></numa></cpu>"
    "<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>"
    "<controller type='usb' model='qemu-xhci'/><controller type='scsi' model='virtio-scsi'/>"
    "<controller type='virtio-serial'/><memballoon model='none'/>"
    "<disk type='file'><source file='@/vda.img'/><target dev='vda' bus='virtio'/></disk>"
    "</devices></domain>";

#define DISK(target, bus)                                                                          \
    "<disk type='file'><source file='@/" target ".img'/><target dev='" target "' bus='" bus        \
    "'/></disk>"

static const struct {
    const char *name;
    const char *device;
} rows[] = {
    {"disk-virtio", DISK("vdb", "virtio")},
    {"disk-scsi", DISK("sda", "scsi")},
    {"disk-usb", DISK("sdb", "usb")},
    {"disk-copy-on-read", "<disk type='file'><driver name='qemu' type='raw' copy_on_read='on'/>"
                          "<source file='@/vdb.img'/><target dev='vdb' bus='virtio'/></disk>"},
    {"interface", "<interface type='user'><model type='virtio'/></interface>"},
    {"interface-e1000e", "<interface type='user'><model type='e1000e'/></interface>"},
    {"rng", "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"},
    {"channel", "<channel type='pty'><target type='virtio' name='org.test.a'/></channel>"},
    {"channel-unix", "<channel type='unix'><source mode='bind' path='@/channel.sock'/>"
                     "<target type='virtio' name='org.test.b'/></channel>"},
    {"channel-file", "<channel type='file'><source path='@/channel.txt'/>"
                     "<target type='virtio' name='org.test.c'/></channel>"},
    {"controller-scsi", "<controller type='scsi' index='1' model='virtio-scsi'/>"},
    {"input-usb", "<input type='tablet' bus='usb'/>"},
    {"input-virtio", "<input type='keyboard' bus='virtio'/>"},
    {"watchdog", "<watchdog model='i6300esb' action='reset'/>"},
    {"crypto", "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>"},
    {"dimm", "<memory model='dimm'><target><size unit='MiB'>256</size><node>0</node></target>"
             "</memory>"},
};

typedef struct {
    char *folder;
    Capabilities *capabilities;
    Planner planner;
    Plan *plan;
    Process *process;
    Qmp *qmp;
} Bench;

/* One QEMU for all tests: each leaves it as it was. */
static Bench bench;

static const Capabilities *
probed_capabilities(void *user, const char *path, GError **error)
{
    (void)path;
    (void)error;
    return user;
}

/* Returns: (owned) @xml with the folder in it. */
static char *
in_folder(const char *xml)
{
    g_auto(GStrv) pieces = g_strsplit(xml, "@", -1);

    return g_strjoinv(bench.folder, pieces);
}

static void
make_file(const char *name, size_t n_bytes)
{
    g_autofree char *path = g_build_filename(bench.folder, name, NULL);
    g_autofree char *zeroes = g_malloc0(n_bytes);

    g_assert_true(g_file_set_contents(path, zeroes, (gssize)n_bytes, NULL));
}

static void
plan_guest(void)
{
    g_autofree char *xml = in_folder(guest);
    g_autoptr(Report) report = report_new();
    g_autoptr(GError) error = NULL;

    bench.planner = (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = "/sys",
        .state_directory = bench.folder,
        .capabilities = probed_capabilities,
        .user = bench.capabilities,
        .emulator = emulator,
    };
    bench.plan = plan_document(&bench.planner, xml, strlen(xml), report);
    report_to_error(report, &error);
    g_assert_no_error(error);
}

/* Its second monitor is ours. */
static void
start_qemu(void)
{
    g_autoptr(Argv) argv = plan_argv(bench.plan);
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;

    argv_add(argv, "-display", "none");
    argv_add(argv, "-qmp", "stdio");
    words = argv_words(argv);
    bench.process =
        process_start_qmp((const char *const *)words, NULL, TIMEOUT_MS, &bench.qmp, &error);
    g_assert_no_error(error);
}

static void
set_up(void)
{
    static const char *const images[] = {"vda.img", "vdb.img", "sda.img", "sdb.img"};
    const ProbeRequest request = {.emulator = emulator, .timeout_ms = TIMEOUT_MS};
    g_autoptr(GError) error = NULL;

    bench.folder = g_dir_make_tmp("pseries-XXXXXX", NULL);
    make_file("master-key.aes", 32);
    for (size_t i = 0; i < G_N_ELEMENTS(images); i++)
        make_file(images[i], IMAGE_BYTES);
    bench.capabilities = probe(&request, &error);
    g_assert_no_error(error);
    plan_guest();
    start_qemu();
}

static void
tear_down(void)
{
    g_autoptr(GDir) directory = g_dir_open(bench.folder, 0, NULL);
    const char *name = NULL;

    qmp_free(bench.qmp);
    process_free(bench.process);
    plan_free(bench.plan);
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(bench.folder, name, NULL);

        g_unlink(path);
    }
    g_rmdir(bench.folder);
    g_free(bench.folder);
    capabilities_free(bench.capabilities);
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Appends what @command lists (with @path as argument, nullable): the @member of each row, sorted.
 */
static void
append_names(GString *text, const char *command, const char *path, const char *member)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(JsonNode) answer = NULL;
    g_autoptr(GError) error = NULL;
    JsonArray *found = NULL;

    part_set_string(arguments, "path", path);
    answer = qmp_execute(bench.qmp, command, arguments, TIMEOUT_MS, &error);
    g_assert_no_error(error);
    found = json_node_get_array(answer);
    for (guint i = 0; i < json_array_get_length(found); i++)
        g_ptr_array_add(names, (gpointer)qmp_member_string(json_array_get_object_element(found, i),
                                                           member, ""));
    g_ptr_array_sort(names, compare_names);
    g_string_append_printf(text, "%s:", path != NULL ? path : command);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(text, " %s", (const char *)g_ptr_array_index(names, i));
    g_string_append_c(text, '\n');
}

/* Returns: (owned) what QEMU has. */
static char *
inventory(void)
{
    g_autoptr(GString) text = g_string_new(NULL);

    append_names(text, "query-named-block-nodes", NULL, "node-name");
    append_names(text, "query-chardev", NULL, "label");
    append_names(text, "qom-list", "/machine/peripheral", "name");
    append_names(text, "qom-list", "/objects", "name");
    append_names(text, "query-memory-devices", NULL, "type");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Returns: (owned) the parts of what joins with @xml, in order. */
static PartList *
join(const char *xml, GPtrArray **added)
{
    g_autofree char *device = in_folder(xml);
    g_autoptr(Report) report = report_new();
    g_autoptr(GError) error = NULL;
    PartList *parts = part_list_new();

    *added = plan_add_device(bench.plan, &bench.planner, device, strlen(device), report);
    report_to_error(report, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < (*added)->len; i++)
        command_add_parts(g_ptr_array_index(*added, i), bench.plan->domain, &bench.plan->context,
                          parts);
    return parts;
}

static void
leave(GPtrArray *added)
{
    for (guint i = added->len; i > 0; i--)
        device_free(plan_remove_device(bench.plan, g_ptr_array_index(added, i - 1)));
}

static void
add_part(const Part *part)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) arguments = part_qmp_arguments(part, &error);
    g_autoptr(JsonNode) answer = NULL;

    g_assert_no_error(error);
    answer = qmp_execute(bench.qmp, part_class_command(part->class), arguments, TIMEOUT_MS, &error);
    g_assert_no_error(error);
}

/* @command: of part_qmp_removal().  Returns: whether QEMU took it. */
static bool
run_removal(JsonObject *command, GError **error)
{
    g_autoptr(JsonNode) answer =
        qmp_execute(bench.qmp, qmp_member_string(command, "execute", ""),
                    qmp_member_object(command, "arguments"), TIMEOUT_MS, error);

    return answer != NULL;
}

/* Waits until QEMU tells that the device called @id is gone. */
static void
wait_deleted(const char *id)
{
    bool is_deleted = false;

    while (!is_deleted) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonObject) event = qmp_wait_event(bench.qmp, TIMEOUT_MS, &error);

        g_assert_no_error(error);
        is_deleted =
            g_str_equal(qmp_member_string(event, "event", ""), "DEVICE_DELETED") &&
            g_str_equal(qmp_member_string(qmp_member_object(event, "data"), "device", ""), id);
    }
}

/* QEMU refuses to remove the block nodes and chardevs of a device before it.  Not so a netdev,
 * which leaves its NIC without one, and some objects (rng-random): the order is ours to keep. */
static void
assert_in_use(JsonArray *removals)
{
    for (guint i = 0; i < json_array_get_length(removals); i++) {
        JsonObject *removal = json_array_get_object_element(removals, i);
        const char *command = qmp_member_string(removal, "execute", "");
        g_autoptr(GError) error = NULL;

        if (!g_str_equal(command, part_class_inverse(PART_BLOCKDEV)) &&
            !g_str_equal(command, part_class_inverse(PART_CHARDEV)))
            continue;
        g_assert_false(run_removal(removal, &error));
        g_assert_false(qmp_is_broken(bench.qmp));
    }
}

static void
remove_parts(const PartList *parts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) removals = part_list_qmp_removals(parts, &error);

    g_assert_no_error(error);
    assert_in_use(removals);
    for (guint i = 0; i < json_array_get_length(removals); i++) {
        JsonObject *removal = json_array_get_object_element(removals, i);

        run_removal(removal, &error);
        g_assert_no_error(error);
        if (g_str_equal(qmp_member_string(removal, "execute", ""), part_class_inverse(PART_DEVICE)))
            wait_deleted(qmp_member_string(qmp_member_object(removal, "arguments"), "id", ""));
    }
}

/* Twice: what is removed leaves nothing that is in the way of the same once more. */
static void
test_device(gconstpointer row)
{
    g_autofree char *before = inventory();

    for (unsigned time = 0; time < 2; time++) {
        g_autoptr(GPtrArray) added = NULL;
        g_autoptr(PartList) parts = join(rows[GPOINTER_TO_SIZE(row)].device, &added);
        g_autofree char *with = NULL;
        g_autofree char *after = NULL;

        for (unsigned i = 0; i < part_list_n(parts); i++)
            add_part(part_list_get(parts, i));
        with = inventory();
        g_assert_cmpstr(with, !=, before);
        remove_parts(parts);
        after = inventory();
        g_assert_cmpstr(after, ==, before);
        leave(added);
    }
}

/* One after the other; the last that came goes first. */
static void
test_all(void)
{
    g_autofree char *before = inventory();
    g_autofree char *after = NULL;
    g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func((GDestroyNotify)part_list_free);

    for (size_t row = 0; row < G_N_ELEMENTS(rows); row++) {
        g_autoptr(GPtrArray) added = NULL;
        PartList *parts = NULL;

        /* It has the name of another. */
        if (g_str_equal(rows[row].name, "disk-copy-on-read"))
            continue;
        parts = join(rows[row].device, &added);
        for (unsigned i = 0; i < part_list_n(parts); i++)
            add_part(part_list_get(parts, i));
        g_ptr_array_add(lists, parts);
    }
    for (guint i = lists->len; i > 0; i--)
        remove_parts(g_ptr_array_index(lists, i - 1));
    after = inventory();
    g_assert_cmpstr(after, ==, before);
}

int
main(int argc, char **argv)
{
    g_autofree char *path = g_find_program_in_path(emulator);
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    if (path == NULL) {
        puts("1..0 # SKIP no qemu-system-ppc64");
        return 0;
    }
    set_up();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = g_strconcat("/real-parts/", rows[i].name, NULL);

        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_device);
    }
    g_test_add_func("/real-parts/all", test_all);
    status = g_test_run();
    tear_down();
    return status;
}
