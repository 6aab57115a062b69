/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reading back from a QEMU that is a table: old and new ones, those that refuse, and those that
 * answer nonsense.
 */
#include "qemu/readback.h"

#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/placement_difference.h"
#include "qemu/qmp_member.h"
#include "xml/document.h"

enum { N_DAMAGES = 3000 };

/* Each object's properties; a quote stands for a double one. */
static const char objects_text[] =
    "{'/machine': {'type': 'pseries-7.2-machine', 'cap-htm': false, 'cap-cfpc': 'broken',"
    "  'vsmt': 1, 'kernel': '', 'ic-mode': 'dual'},"
    " '/machine/unattached/device[0]': {'type': 'spapr-xive', 'realized': true},"
    " '/machine/unattached/device[1]': {'type': 'power9-core', 'realized': true, 'core-id': 0},"
    " '/machine/unattached/device[2]': {'type': 'spapr-vio-bridge', 'realized': true},"
    " '/machine/unattached/device[3]': {'type': 'spapr-nvram', 'realized': true,"
    "  'parent_bus': '/machine/unattached/device[2]/spapr-vio', 'reg': 1895825408},"
    " '/machine/unattached/device[4]': {'type': 'spapr-pci-host-bridge', 'realized': true,"
    "  'parent_bus': '/machine/unattached/sysbus', 'index': 0, 'numa_node': 4294967295,"
    "  'ddw': true, 'io_win_size': 65536},"
    " '/machine/unattached/io[0]': {'type': 'memory-region'},"
    " '/machine/peripheral-anon/device[0]': {'type': 'virtio-rng-pci', 'realized': true,"
    "  'parent_bus': '/machine/peripheral/pci.1/pci.1.0', 'addr': 72, 'multifunction': false,"
    "  'romfile': '', 'rombar': 1},"
    " '/machine/peripheral/pci.1': {'type': 'spapr-pci-host-bridge', 'realized': true,"
    "  'parent_bus': '/machine/unattached/sysbus', 'index': 3, 'numa_node': 1,"
    "  'ddw': true, 'io_win_size': 65536},"
    " '/machine/peripheral/pci.2': {'type': 'pci-bridge', 'realized': true,"
    "  'parent_bus': '/machine/peripheral/pci.1/pci.1.0', 'addr': 8, 'multifunction': false,"
    "  'romfile': '', 'rombar': 1, 'chassis_nr': 2},"
    " '/machine/peripheral/net0': {'type': 'e1000e', 'realized': true,"
    "  'parent_bus': '/machine/peripheral/pci.2/pci.2', 'addr': 255, 'multifunction': true,"
    "  'romfile': 'efi-e1000e.rom', 'rombar': -1, 'mac': '52:54:00:00:00:01'},"
    " '/machine/peripheral/hostdev0': {'type': 'vfio-pci', 'realized': true,"
    "  'parent_bus': '/machine/unattached/device[4]/pci.0', 'addr': 16, 'multifunction': false,"
    "  'romfile': '', 'rombar': 1},"
    " '/machine/peripheral/disk0': {'type': 'scsi-hd', 'realized': true,"
    "  'parent_bus': '/machine/peripheral/scsi0/virtio-backend/scsi0.0', 'channel': 0,"
    "  'scsi-id': 7, 'lun': 3},"
    " '/machine/peripheral/input0': {'type': 'usb-kbd', 'realized': true, 'msos-desc': true,"
    "  'parent_bus': '/machine/peripheral/usb/usb.0', 'port': ''},"
    " '/machine/peripheral/dimm0': {'type': 'pc-dimm', 'realized': true, 'parent_bus': '',"
    "  'memdev': '/objects/mem0', 'addr': 1073741824, 'slot': 2, 'node': 1, 'size': 268435456},"
    " '/machine/peripheral/vcpu1': {'type': 'power9-core', 'realized': true, 'core-id': 1},"
    " '/machine/peripheral/objects': {'type': 'container'}}";

static const char cores_text[] =
    "[{'props': {'core-id': 2}, 'type': 'power9-core'},"
    " {'props': {'core-id': 1, 'node-id': 1}, 'type': 'power9-core', 'qom-path': '/b'},"
    " {'props': {'core-id': 0}, 'type': 'power9-core', 'qom-path': '/a'}]";

/* The devices that are on a bus, as "info qtree" has them. */
static const char tree_text[] =
    "bus: main-system-bus\r\n"
    "  dev: spapr-pci-host-bridge, id \"pci.1\"\r\n"
    "    index = 3 (0x3)\r\n"
    "    io_win_size = 65536 (0x10000)\r\n"
    "    ddw = true\r\n"
    "    numa_node = 1 (0x1)\r\n"
    "    bus: pci.1.0\r\n"
    "      dev: virtio-rng-pci, id \"\"\r\n"
    "        addr = 09.0\r\n"
    "        romfile = \"\"\r\n"
    "        rombar = 1 (0x1)\r\n"
    "        multifunction = false\r\n"
    "      dev: pci-bridge, id \"pci.2\"\r\n"
    "        chassis_nr = 2 (0x2)\r\n"
    "        addr = 01.0\r\n"
    "        romfile = \"\"\r\n"
    "        rombar = 1 (0x1)\r\n"
    "        multifunction = false\r\n"
    "        bus: pci.2\r\n"
    "          dev: e1000e, id \"net0\"\r\n"
    "            mac = \"52:54:00:00:00:01\"\r\n"
    "            addr = 1f.7\r\n"
    "            romfile = \"efi-e1000e.rom\"\r\n"
    "            rombar = -1 (0xffffffffffffffff)\r\n"
    "            multifunction = true\r\n"
    "  dev: spapr-pci-host-bridge, id \"\"\r\n"
    "    index = 0 (0x0)\r\n"
    "    io_win_size = 65536 (0x10000)\r\n"
    "    ddw = true\r\n"
    "    numa_node = 4294967295 (0xffffffff)\r\n"
    "    bus: pci.0\r\n"
    "      dev: vfio-pci, id \"hostdev0\"\r\n"
    "        addr = 02.0\r\n"
    "        romfile = \"\"\r\n"
    "        rombar = 1 (0x1)\r\n"
    "        multifunction = false\r\n"
    "      dev: qemu-xhci, id \"unlisted\"\r\n"
    "        bus: usb.0\r\n"
    "          dev: usb-kbd, id \"input0\"\r\n"
    "            port = \"\"\r\n"
    "            msos-desc = true\r\n"
    "            addr 0.0, port 3.2, speed 12, name A = B, port 5, attached\r\n"
    "  dev: spapr-vio-bridge, id \"\"\r\n"
    "    bus: spapr-vio\r\n"
    "      dev: spapr-nvram, id \"nvram@71000000\"\r\n"
    "        reg = 1895825408 (0x71000000)\r\n"
    "  dev: spapr-xive, id \"\"\r\n";

#define REST                                                                                       \
    "  <pseries:capability name='cap-cfpc' value='broken'/>\n"                                     \
    "  <pseries:capability name='cap-htm' value='off'/>\n"                                         \
    "  <pseries:capability name='ic-mode' value='dual'/>\n"                                        \
    "  <pseries:capability name='vsmt' value='1'/>\n"                                              \
    "  <pseries:phb index='0' node='-1' io-window='0x10000' dynamic-dma='yes'/>\n"                 \
    "  <pseries:phb index='3' node='1' io-window='0x10000' dynamic-dma='yes'/>\n"                  \
    "  <pseries:core id='0' node='-1' type='power9-core'/>\n"                                      \
    "  <pseries:core id='1' node='1' type='power9-core'/>\n"                                       \
    "  <pseries:device type='spapr-nvram' reg='0x71000000'/>\n"                                    \
    "  <pseries:device type='virtio-rng-pci' phb='3' slot='9' function='0' "                       \
    "multifunction='no' rom='no'/>\n"                                                              \
    "  <pseries:device id='dimm0' type='pc-dimm' slot='2' address='0x40000000' "                   \
    "size='0x10000000' node='1'/>\n"                                                               \
    "  <pseries:device id='disk0' type='scsi-hd' bus='scsi0.0' channel='0' target='7' "            \
    "lun='3'/>\n"                                                                                  \
    "  <pseries:device id='hostdev0' type='vfio-pci' phb='0' slot='2' function='0' "               \
    "multifunction='no'/>\n"                                                                       \
    "  <pseries:device id='input0' type='usb-kbd' bus='usb.0' port='3.2'/>\n"                      \
    "  <pseries:device id='net0' type='e1000e' bus='pci.2' phb='3' slot='31' function='7' "        \
    "multifunction='yes' rom='yes' mac='52:54:00:00:00:01'/>\n"                                    \
    "  <pseries:device id='pci.2' type='pci-bridge' phb='3' slot='1' function='0' "                \
    "multifunction='no' chassis='2' rom='no'/>\n"                                                  \
    "</pseries:placement>\n"

static const char wanted[] =
    "<pseries:placement xmlns:pseries='urn:libvirt-pseries:domain:1.0' version='%s' "
    "machine='pseries-7.2'>\n" REST;

/* A QEMU. */
typedef struct {
    JsonNode *objects;
    const char *version;     /* of three numbers, each of one or two digits */
    const char *refused;     /* nullable: a command that it refuses */
    const Placement *wanted; /* nullable */
    unsigned n_trips;
    unsigned fails_at; /* the round trip that fails; 0: none */
} Fake;

static JsonNode *
parse(const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(json, &error);

    g_assert_no_error(error);
    return node;
}

static JsonObject *
object_at(const Fake *fake, const char *path)
{
    return qmp_member_object(qmp_value_object(fake->objects), path);
}

static void
append_property(JsonArray *list, const char *name, const char *type, JsonNode *value)
{
    JsonObject *row = json_object_new();

    json_object_set_string_member(row, "name", name);
    json_object_set_string_member(row, "type", type);
    if (value != NULL)
        json_object_set_member(row, "value", json_node_copy(value));
    json_array_add_object_element(list, row);
}

/* Returns: (owned) the properties of an object; @with_values: with those. */
static JsonArray *
list_properties(JsonObject *object, bool with_values)
{
    JsonArray *list = json_array_new();
    g_autoptr(GList) names = json_object_get_members(object);

    for (const GList *name = names; name != NULL; name = name->next)
        append_property(list, name->data, "string",
                        with_values ? json_object_get_member(object, name->data) : NULL);
    return list;
}

/* Returns: (owned) the children of the container at @path. */
static JsonArray *
list_children(const Fake *fake, const char *path)
{
    JsonArray *list = json_array_new();
    g_autofree char *prefix = g_strconcat(path, "/", NULL);
    JsonObject *objects = qmp_value_object(fake->objects);
    g_autoptr(GList) paths = json_object_get_members(objects);

    append_property(list, "type", "string", NULL);
    for (const GList *one = paths; one != NULL; one = one->next) {
        const char *type = qmp_member_string(qmp_member_object(objects, one->data), "type", "odd");
        g_autofree char *child = g_strdup_printf("child<%s>", type);

        if (g_str_has_prefix(one->data, prefix))
            append_property(list, (const char *)one->data + strlen(prefix), child, NULL);
    }
    return list;
}

static JsonNode *
array_node(JsonArray *array)
{
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);

    json_node_take_array(node, array);
    return node;
}

static JsonNode *
list(const Fake *fake, const char *path)
{
    JsonObject *object = object_at(fake, path);

    return array_node(object != NULL ? list_properties(object, false) : list_children(fake, path));
}

static JsonNode *
get(const Fake *fake, JsonObject *arguments)
{
    JsonNode *value = qmp_member(object_at(fake, qmp_member_string(arguments, "path", "")),
                                 qmp_member_string(arguments, "property", ""));

    return value != NULL ? json_node_copy(value) : NULL;
}

static JsonNode *
list_get(const Fake *fake, JsonObject *arguments)
{
    JsonArray *paths = qmp_member_array(arguments, "paths");
    JsonArray *rows = json_array_new();

    for (unsigned i = 0; i < qmp_value_n_elements(paths); i++) {
        JsonObject *row = json_object_new();
        JsonObject *object = object_at(fake, qmp_value_string(qmp_value_element(paths, i)));

        json_object_set_array_member(row, "properties", list_properties(object, true));
        json_array_add_object_element(rows, row);
    }
    return array_node(rows);
}

static JsonNode *
version_node(const char *version)
{
    g_auto(GStrv) numbers = g_strsplit(version, ".", 3);
    g_autofree char *text = g_strdup_printf("{'qemu': {'major': %s, 'minor': %s, 'micro': %s}}",
                                            numbers[0], numbers[1], numbers[2]);

    return parse(text);
}

/* Returns: (owned, nullable) what the command returns. */
static JsonNode *
run(const Fake *fake, const char *command, JsonObject *arguments)
{
    if (g_strcmp0(command, fake->refused) == 0)
        return NULL;
    if (g_str_equal(command, "query-version"))
        return version_node(fake->version);
    if (g_str_equal(command, "query-hotpluggable-cpus"))
        return parse(cores_text);
    if (g_str_equal(command, "human-monitor-command"))
        return json_node_init_string(json_node_alloc(), tree_text);
    if (g_str_equal(command, "qom-list-properties"))
        return array_node(list_properties(object_at(fake, "/machine"), false));
    if (g_str_equal(command, "qom-list"))
        return list(fake, qmp_member_string(arguments, "path", ""));
    if (g_str_equal(command, "qom-list-get"))
        return list_get(fake, arguments);
    g_assert_cmpstr(command, ==, "qom-get");
    return get(fake, arguments);
}

static bool
ask(void *user, QmpBatch *batch, GError **error)
{
    Fake *fake = user;

    if (++fake->n_trips == fake->fails_at) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT, "too late");
        return false;
    }
    for (unsigned i = 0; i < qmp_batch_n(batch); i++) {
        g_autoptr(JsonObject) answer = json_object_new();
        JsonNode *result = run(fake, qmp_batch_command(batch, i), qmp_batch_arguments(batch, i));

        if (result != NULL)
            json_object_set_member(answer, "return", result);
        else
            json_object_set_object_member(answer, "error", json_object_new());
        qmp_batch_take_answer(batch, i, answer);
    }
    return true;
}

static Placement *
read_fake(Fake *fake, GError **error)
{
    const ReadbackSource source = {ask, fake};

    return readback_run(&source, fake->wanted, error);
}

static const struct {
    const char *name, *version, *refused;
    unsigned n_trips;
} versions[] = {
    {"old", "7.2.22", NULL, 3},
    {"old-without-tree", "7.2.22", "human-monitor-command", 3},
    {"last-without", "10.0.13", NULL, 3},
    {"first-with", "10.1.0", NULL, 4},
    {"new", "11.1.2", NULL, 4},
    {"new-and-refused", "11.1.2", "qom-list-get", 4},
};

/* Without the tree nothing tells a port that QEMU chose. */
static char *
expected_text(size_t row)
{
    g_auto(GStrv) around = g_strsplit(wanted, "%s", 2);
    g_autofree char *text = g_strconcat(around[0], versions[row].version, around[1], NULL);
    g_auto(GStrv) rest = g_strsplit(text, " port='3.2'", 2);

    return g_strcmp0(versions[row].refused, "human-monitor-command") == 0
               ? g_strconcat(rest[0], rest[1], NULL)
               : g_steal_pointer(&text);
}

/* The same, whichever way it is read. */
static void
test_version(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    g_autoptr(JsonNode) objects = parse(objects_text);
    Fake fake = {
        .objects = objects, .version = versions[row].version, .refused = versions[row].refused};
    g_autoptr(GError) error = NULL;
    g_autoptr(Placement) found = read_fake(&fake, &error);
    g_autofree char *text = NULL;
    g_autofree char *expected = expected_text(row);

    g_assert_no_error(error);
    text = placement_format(found);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpuint(fake.n_trips, ==, versions[row].n_trips);
}

/* Of capabilities those alone that are wanted; one that the machine has not is not there. */
static void
test_wanted(void)
{
    g_autoptr(JsonNode) objects = parse(objects_text);
    g_autoptr(Placement) wanted_ones = placement_new();
    Fake fake = {.objects = objects,
                 .version = "7.2.0",
                 .refused = "qom-list-properties",
                 .wanted = wanted_ones};
    g_autoptr(GError) error = NULL;
    g_autoptr(Placement) found = NULL;
    const PlacementCapability *capability = NULL;

    placement_add_capability(wanted_ones, "cap-htm");
    placement_add_capability(wanted_ones, "cap-none");
    found = read_fake(&fake, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found->capabilities->len, ==, 1);
    capability = g_ptr_array_index(found->capabilities, 0);
    g_assert_cmpstr(capability->name, ==, "cap-htm");
    g_assert_cmpstr(capability->value, ==, "off");
}

/* Each is refused: those that every QEMU answers are needed. */
static void
test_refused(void)
{
    static const struct {
        const char *command;
        bool is_needed;
    } rows[] = {
        {"query-version", true},
        {"qom-list", true},
        {"qom-get", true},
        {"query-hotpluggable-cpus", false},
        {"qom-list-get", false},
        {"qom-list-properties", false},
        {"human-monitor-command", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonNode) objects = parse(objects_text);
        Fake fake = {.objects = objects, .version = "11.0.0", .refused = rows[i].command};
        g_autoptr(GError) error = NULL;
        g_autoptr(Placement) found = read_fake(&fake, &error);

        g_assert_cmpint(found == NULL, ==, rows[i].is_needed);
        if (rows[i].is_needed)
            g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    }
}

/* Whichever round trip is the last. */
static void
test_broken(void)
{
    for (unsigned trip = 1; trip <= 3; trip++) {
        g_autoptr(JsonNode) objects = parse(objects_text);
        Fake fake = {.objects = objects, .version = "7.2.0", .fails_at = trip};
        g_autoptr(GError) error = NULL;

        g_assert_null(read_fake(&fake, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT);
    }
}

/* Puts some other value into one property. */
static void
damage(JsonNode *objects)
{
    static const char *const values[] = {"null",  "-1",   "''",    "'\\u0001'",  "[]",  "{}",
                                         "1e300", "true", "'a/b'", "4294967296", "'/'", "255"};
    JsonObject *all = qmp_value_object(objects);
    g_autoptr(GList) paths = json_object_get_members(all);
    const char *path =
        g_list_nth_data(paths, (guint)g_test_rand_int_range(0, (gint32)g_list_length(paths)));
    JsonObject *object = qmp_member_object(all, path);
    g_autoptr(GList) names = json_object_get_members(object);
    const char *name =
        g_list_nth_data(names, (guint)g_test_rand_int_range(0, (gint32)g_list_length(names)));

    json_object_set_member(object, name,
                           parse(values[g_test_rand_int_range(0, G_N_ELEMENTS(values))]));
}

/* What is read of whatever a QEMU says can be written, and differs from itself in nothing unless
 * two host bridges have one index. */
static void
test_nonsense(void)
{
    for (unsigned i = 0; i < N_DAMAGES; i++) {
        g_autoptr(JsonNode) objects = parse(objects_text);
        Fake fake = {.objects = objects, .version = i % 2 == 0 ? "7.2.0" : "11.0.0"};
        g_autoptr(Placement) found = NULL;
        g_autoptr(GPtrArray) differences = NULL;
        g_autoptr(Report) report = report_new();
        g_autoptr(XmlDocument) document = NULL;
        g_autofree char *text = NULL;

        for (unsigned n = 0; n < 3; n++)
            damage(objects);
        found = read_fake(&fake, NULL);
        if (found == NULL)
            continue;
        placement_check(found, 1, report);
        differences = placement_find_differences(found, found);
        g_assert_true(differences->len == 0 || report_n_errors(report) > 0);
        text = placement_format(found);
        document = xml_document_parse(text, strlen(text), report);
        g_assert_nonnull(document);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        g_autofree char *path = g_strconcat("/readback/version/", versions[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_version);
    }
    g_test_add_func("/readback/wanted", test_wanted);
    g_test_add_func("/readback/refused", test_refused);
    g_test_add_func("/readback/broken", test_broken);
    g_test_add_func("/readback/nonsense", test_nonsense);
    return g_test_run();
}
