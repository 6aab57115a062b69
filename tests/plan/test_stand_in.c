/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What stands in for what a guest has of the host, part by part and for each fixture. */
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "plan/plan.h"
#include "qemu/recording.h"
#include "qemu/stand_in.h"
#include "qemu/stand_in_rows.h"

static Capabilities *capabilities;

/* A part in JSON with ' in place of ", and what is on the command line for it. */
static const struct {
    const char *name;
    PartClass class;
    const char *part;
    const char *written;
} rows[] = {
    {"memory", PART_OBJECT,
     "{'qom-type':'memory-backend-file','id':'m','mem-path':'/a','size':1,'prealloc':true}",
     "-object {'qom-type':'memory-backend-ram','id':'m','size':1,'reserve':false}"},
    {"rng", PART_OBJECT, "{'qom-type':'rng-random','id':'r','filename':'/dev/random'}",
     "-object {'qom-type':'rng-builtin','id':'r'}"},
    {"iothread", PART_OBJECT, "{'qom-type':'iothread','id':'i','poll-max-ns':1}",
     "-object {'qom-type':'iothread','id':'i'}"},
    {"secret", PART_OBJECT, "{'qom-type':'secret','id':'s','file':'/a'}", ""},
    {"node", PART_BLOCKDEV,
     "{'driver':'qcow2','node-name':'n','read-only':true,'file':'n2','backing':null}",
     "-blockdev {'driver':'null-co','node-name':'n','read-only':true}"},
    {"netdev", PART_NETDEV, "{'type':'tap','id':'n','fd':'30','vhost':true}",
     "-netdev {'type':'hubport','id':'n','hubid':0}"},
    {"chardev", PART_CHARDEV, "{'backend':'socket','id':'c','path':'/a','logfile':'/b'}",
     "-chardev {'backend':'null','id':'c'}"},
    {"fsdev", PART_FSDEV, "{'fsdriver':'local','id':'f','path':'/a'}",
     "-fsdev {'fsdriver':'synth','id':'f'}"},
    {"audiodev", PART_AUDIODEV, "{'driver':'pa','id':'a','server':'/a'}",
     "-audiodev {'driver':'none','id':'a'}"},
    {"kept", PART_DEVICE,
     "{'driver':'virtio-net-pci','id':'n','netdev':'h','tx_queue_size':512,'romfile':'/a',"
     "'bus':'pci.0'}",
     "-device {'driver':'virtio-net-pci','id':'n','netdev':'h','bus':'pci.0','romfile':''}"},
    {"hybrid", PART_DEVICE,
     "{'driver':'vfio-pci','id':'h','host':'0000:01:00.0','bus':'pci.1.0','addr':'0x3',"
     "'bootindex':1}",
     "-device {'driver':'virtio-scsi-pci','id':'h','bus':'pci.1.0','addr':'0x3'}"},
    {"other-form", PART_DEVICE, "{'driver':'vhost-scsi-pci-transitional','id':'h','bus':'pci.0'}",
     "-device {'driver':'e1000','id':'h','bus':'pci.0','romfile':''}"},
    {"conventional", PART_DEVICE,
     "{'driver':'ivshmem-doorbell','id':'s','chardev':'c','bus':'pci.0'}",
     "-device {'driver':'e1000','id':'s','bus':'pci.0','romfile':''}"},
    {"express", PART_DEVICE, "{'driver':'nvme','id':'plain','serial':'s','bus':'pci.0'}",
     "-device {'driver':'e1000e','id':'plain','bus':'pci.0','romfile':''}"},
    {"scsi", PART_DEVICE,
     "{'driver':'scsi-generic','id':'s','bus':'scsi0.0','scsi-id':2,'lun':1,'drive':'n'}",
     "-device {'driver':'scsi-hd','id':'s','bus':'scsi0.0','scsi-id':2,'lun':1,'drive':'n'}"},
    {"usb", PART_DEVICE, "{'driver':'usb-host','id':'u','hostbus':1,'bus':'usb.0','port':'1'}",
     "-device {'driver':'usb-tablet','id':'u','bus':'usb.0','port':'1'}"},
    {"tpm", PART_DEVICE, "{'driver':'tpm-spapr','id':'t','tpmdev':'x','reg':16384}",
     "-chardev null,id=nullt\n"
     "-device {'driver':'spapr-vty','id':'t','reg':16384,'chardev':'nullt'}"},
    {"card", PART_DEVICE, "{'driver':'ccid-card-emulated','id':'c','db':'/a'}", ""},
    {"bridge", PART_DEVICE, "{'driver':'pci-bridge','id':'pci.1','chassis_nr':1}",
     "-device {'driver':'pci-bridge','id':'pci.1','chassis_nr':1}"},
    {"unknown", PART_DEVICE, "{'driver':'fpga','id':'x','file':'/a'}", NULL},
    {"unknown-object", PART_OBJECT, "{'qom-type':'can-host-socketcan','id':'x'}", NULL},
};

/* Returns: (owned) the options behind those that each command line has, a line each. */
static char *
options_of(const Argv *argv, unsigned from)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = from; i < argv_n(argv); i++)
        g_string_append_printf(text, "%s%s %s", i > from ? "\n" : "", argv_option(argv, i),
                               argv_value(argv, i) != NULL ? argv_value(argv, i) : "");
    return g_string_free(text, FALSE);
}

static JsonNode *
read_part(const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');

    return json_from_string(json, NULL);
}

static void
test_row(const void *user)
{
    size_t i = GPOINTER_TO_SIZE(user);
    g_autoptr(JsonNode) node = read_part(rows[i].part);
    g_autoptr(GHashTable) plain = g_hash_table_new(g_str_hash, g_str_equal);
    const StandIn stand_in = {capabilities, plain, false};
    const Part part = {rows[i].class, json_node_get_object(node)};
    g_autoptr(Argv) argv = argv_new();
    g_autoptr(Argv) safe = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *written = NULL;

    g_hash_table_add(plain, (gpointer) "plain");
    argv_add_part(argv, &part, true);
    safe = stand_in_argv(&stand_in, argv, &error);
    if (rows[i].written == NULL) {
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
        return;
    }
    g_assert_no_error(error);
    written = options_of(safe, 2);
    g_strdelimit(written, "\"", '\'');
    g_assert_cmpstr(written, ==, rows[i].written);
}

/* Slot 0 of the first bus, of a host bridge's and of a bridge's is taken. */
static void
test_slot_zero(void)
{
    static const char *const parts[] = {
        "{'driver':'spapr-pci-host-bridge','index':1,'id':'pci.1'}",
        "{'driver':'pci-bridge','id':'pci.2','bus':'pci.0','chassis_nr':2}"};
    static const char *const wanted[] = {"bus=pci.0,addr=0x0", "'bus':'pci.1.0','addr':'0x0'",
                                         "'bus':'pci.2','addr':'0x0'"};
    const StandIn stand_in = {capabilities, NULL, true};
    g_autoptr(Argv) argv = argv_new();
    g_autoptr(Argv) safe = NULL;
    g_autofree char *written = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(JsonNode) node = read_part(parts[i]);

        argv_add_part(argv, &(Part){PART_DEVICE, json_node_get_object(node)}, true);
    }
    safe = stand_in_argv(&stand_in, argv, NULL);
    written = options_of(safe, 2);
    g_strdelimit(written, "\"", '\'');
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        g_assert_nonnull(strstr(written, wanted[i]));
}

static void
test_options(void)
{
    const StandIn stand_in = {capabilities, NULL, false};
    g_autoptr(Argv) argv = argv_new();
    g_autoptr(Argv) safe = NULL;
    g_autoptr(Argv) other = argv_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *written = NULL;

    argv_add(argv, "-kernel", "/a");
    argv_add(argv, "-smp", "2");
    argv_add(argv, "-vnc", "127.0.0.1:0");
    safe = stand_in_argv(&stand_in, argv, &error);
    g_assert_no_error(error);
    written = options_of(safe, 0);
    g_assert_cmpstr(written, ==, "-display none\n-qmp stdio\n-smp 2");
    argv_add(other, "-drive", "file=/a");
    g_assert_null(stand_in_argv(&stand_in, other, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* ---- fixtures ---- */

static const Capabilities *
recorded_capabilities(void *user, const char *path, GError **error)
{
    (void)user;
    (void)path;
    (void)error;
    return capabilities;
}

/* Whether a word of QEMU's names nothing of the host's: no path, descriptor or address. */
static bool
is_safe(const char *word)
{
    static const char *const hosts[] = {"/",     "fd=",       "fds=",   "\"fd\"",
                                        ".sock", "127.0.0.1", "host\":"};

    for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++)
        if (strstr(word, hosts[i]) != NULL)
            return false;
    return true;
}

/* Returns: (owned, nullable) the plan of the fixture, if QEMU can place it, and by its own parts
 * alone. */
static Plan *
plan_fixture(const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/qemuxml2argvdata/%s.xml", TESTS, name);
    const Planner with = {.devices = &device_table,
                          .machines = machine_rules,
                          .sysfs = TESTS "/sysfs",
                          .state_root = "/run/libvirt-pseries/qemu",
                          .capabilities = recorded_capabilities};
    g_autoptr(Report) report = report_new();
    g_autofree char *xml = NULL;
    g_autoptr(Plan) plan = NULL;

    g_assert_true(g_file_get_contents(path, &xml, NULL, NULL));
    plan = plan_document(&with, xml, strlen(xml), report);
    if (plan == NULL || !plan->context.rules->has_papr ||
        plan->domain->qemu_command_line.arguments != NULL)
        return NULL;
    return g_steal_pointer(&plan);
}

static void
test_fixture(const void *user)
{
    g_autoptr(Plan) plan = plan_fixture(user);
    const StandIn stand_in = {capabilities, NULL, false};
    g_autoptr(Argv) argv = plan_argv(plan);
    g_autoptr(GError) error = NULL;
    g_autoptr(Argv) safe = stand_in_argv(&stand_in, argv, &error);

    g_assert_no_error(error);
    for (unsigned i = 0; i < argv_n(safe); i++) {
        const char *word = argv_value(safe, i);

        if (word != NULL && !is_safe(word))
            g_test_message("%s %s", argv_option(safe, i), word);
        g_assert_true(word == NULL || is_safe(word));
    }
}

static bool
is_tried(const char *name)
{
    g_autoptr(Plan) plan = plan_fixture(name);

    return plan != NULL;
}

static void
add_fixtures(void)
{
    GDir *names = g_dir_open(TESTS "/qemuxml2argvdata", 0, NULL);
    const char *name = NULL;

    while ((name = g_dir_read_name(names)) != NULL) {
        g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".xml"));
        g_autofree char *errors = g_strdup_printf("%s/qemuxml2argvdata/%s.err", TESTS, stem);
        g_autofree char *path = g_strdup_printf("/fixture/%s", stem);

        if (g_str_has_suffix(name, ".xml") && !g_file_test(errors, G_FILE_TEST_EXISTS) &&
            is_tried(stem))
            g_test_add_data_func_full(path, g_steal_pointer(&stem), test_fixture, g_free);
    }
    g_dir_close(names);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/part/%s", rows[i].name);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    g_test_add_func("/slot-zero", test_slot_zero);
    g_test_add_func("/options", test_options);
    add_fixtures();
    status = g_test_run();
    capabilities_free(capabilities);
    return status;
}
