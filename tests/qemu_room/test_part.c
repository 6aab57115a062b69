/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/part.h"

#include <libvirt/virterror.h>

#include "base/error.h"

/* A part, and the command that removes it; NULL: an error. */
static const struct {
    const char *name;
    PartClass class;
    const char *part;
    const char *removal;
} rows[] = {
    {"object", PART_OBJECT, "{'qom-type':'rng-builtin','id':'objrng0'}",
     "{'execute':'object-del','arguments':{'id':'objrng0'}}"},
    {"blockdev", PART_BLOCKDEV, "{'driver':'null-co','node-name':'libvirt-1-storage'}",
     "{'execute':'blockdev-del','arguments':{'node-name':'libvirt-1-storage'}}"},
    {"netdev", PART_NETDEV, "{'type':'user','id':'hostnet0'}",
     "{'execute':'netdev_del','arguments':{'id':'hostnet0'}}"},
    {"chardev", PART_CHARDEV, "{'backend':'pty','id':'charserial0'}",
     "{'execute':'chardev-remove','arguments':{'id':'charserial0'}}"},
    {"device", PART_DEVICE, "{'driver':'virtio-net-pci','netdev':'hostnet0','id':'net0'}",
     "{'execute':'device_del','arguments':{'id':'net0'}}"},
    {"device-without-id", PART_DEVICE, "{'driver':'virtio-net-pci'}", NULL},
    {"fsdev", PART_FSDEV, "{'fsdriver':'local','id':'fsdev-fs0','path':'/a'}", NULL},
    {"audiodev", PART_AUDIODEV, "{'driver':'none','id':'audio1'}", NULL},
    {"global", PART_GLOBAL, "{'driver':'a','property':'b','value':'c'}", NULL},
};

/* Returns: (owned) @text, JSON with ' in place of ", read. */
static JsonNode *
read_json(const char *text)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    JsonNode *node = json_from_string(json, NULL);

    g_assert_nonnull(node);
    return node;
}

static void
assert_json(JsonNode *found, const char *wanted)
{
    g_autoptr(JsonNode) node = read_json(wanted);

    if (!json_node_equal(found, node)) {
        g_autofree char *text = json_to_string(found, FALSE);

        g_test_message("found %s, not %s", text, wanted);
    }
    g_assert_true(json_node_equal(found, node));
}

static void
test_removal(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(JsonNode) node = read_json(rows[i].part);
    const Part part = {rows[i].class, json_node_get_object(node)};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) removal = part_qmp_removal(&part, &error);
    g_autoptr(JsonNode) found = json_node_new(JSON_NODE_OBJECT);

    if (rows[i].removal == NULL) {
        g_assert_null(removal);
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
        return;
    }
    g_assert_no_error(error);
    json_node_set_object(found, removal);
    assert_json(found, rows[i].removal);
}

/* A class has both commands or none. */
static void
test_inverses(void)
{
    for (int class = PART_OBJECT; class <= PART_GLOBAL; class ++)
        g_assert_cmpint(part_class_inverse((PartClass) class) == NULL, ==,
                        part_class_command((PartClass) class) == NULL);
}

static void
add(PartList *list, PartClass class, const char *key, const char *id)
{
    part_set_string(part_list_add(list, class), key, id);
}

static void
test_reverse_order(void)
{
    g_autoptr(PartList) list = part_list_new();
    g_autoptr(JsonArray) removals = NULL;
    g_autoptr(JsonNode) found = json_node_new(JSON_NODE_ARRAY);
    g_autoptr(GError) error = NULL;

    add(list, PART_BLOCKDEV, "node-name", "storage");
    add(list, PART_BLOCKDEV, "node-name", "format");
    add(list, PART_DEVICE, "id", "disk");
    removals = part_list_qmp_removals(list, &error);
    g_assert_no_error(error);
    json_node_set_array(found, removals);
    assert_json(found, "[{'execute':'device_del','arguments':{'id':'disk'}},"
                       "{'execute':'blockdev-del','arguments':{'node-name':'format'}},"
                       "{'execute':'blockdev-del','arguments':{'node-name':'storage'}}]");
}

/* All or none. */
static void
test_list_with_fsdev(void)
{
    g_autoptr(PartList) list = part_list_new();
    g_autoptr(GError) error = NULL;

    add(list, PART_FSDEV, "id", "fsdev-fs0");
    add(list, PART_DEVICE, "id", "fs0");
    g_assert_null(part_list_qmp_removals(list, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/part/removal/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_removal);
    }
    g_test_add_func("/part/inverses", test_inverses);
    g_test_add_func("/part/reverse-order", test_reverse_order);
    g_test_add_func("/part/list-with-fsdev", test_list_with_fsdev);
    return g_test_run();
}
