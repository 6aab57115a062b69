/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What "info qtree" tells, and what is not taken from it.
 */
#include "qemu/readback_tree.h"

static const char text[] = "bus: main-system-bus\r\n"
                           "  type System\r\n"
                           "  dev: spapr-pci-host-bridge, id \"\"\r\n"
                           "    index = 0 (0x0)\r\n"
                           "    pre-2.8-migration = false\r\n"
                           "    bus: pci.0\r\n"
                           "      type PCI\r\n"
                           "      dev: virtio-scsi-pci, id \"scsi0\"\r\n"
                           "        gpio-out \"\" 1\r\n"
                           "        addr = 1f.7\r\n"
                           "        romfile = \"\"\r\n"
                           "        class SCSI controller, addr 00:05.0, pci id 1af4:1004\r\n"
                           "        bus: virtio-bus\r\n"
                           "          type virtio-pci-bus\r\n"
                           "          dev: virtio-scsi-device, id \"\"\r\n"
                           "            num_queues = 4 (0x4)\r\n"
                           "            addr = 02.0\r\n"
                           "            bus: scsi0.0\r\n"
                           "              type SCSI\r\n"
                           "              dev: scsi-hd, id \"disk0\"\r\n"
                           "                serial = \"a = \"b\"\"\r\n"
                           "                scsi-id = 7 (0x7)\r\n"
                           "      dev: virtio-rng-pci, id \"rng0\"\r\n"
                           "        addr = <unset>\r\n"
                           "        multifunction = true\r\n"
                           "        rombar = 18446744073709551615 (0xffffffffffffffff)\r\n"
                           "  dev: spapr-vio-bridge, id \"\"\r\n"
                           "    bus: spapr-vio\r\n"
                           "      dev: spapr-vty, id \"serial0\"\r\n"
                           "        reg = 805306368 (0x30000000)\r\n"
                           "      dev: spapr-nvram, id \"nvram@71000000\"\r\n"
                           "        reg = 1895825408 (0x71000000)\r\n"
                           "      dev: spapr-vlan, id \"twice\"\r\n"
                           "      dev: spapr-vlan, id \"twice\"\r\n"
                           "        reg = 1 (0x1)\r\n"
                           "  dev: nec-usb-xhci, id \"usb\"\r\n"
                           "    bus: usb.0\r\n"
                           "      dev: usb-kbd, id \"kbd\"\r\n"
                           "        port = \"\"\r\n"
                           "        addr 0.0, port 1.4, speed 480, name a = b, port 3\r\n"
                           "      dev: usb-hub, id \"hub\"\r\n"
                           "        port = \"2\"\r\n";

/* What QEMU would be asked of each object, and the text of the answer that the tree gives. */
static const struct {
    const char *type, *id, *property, *told; /* id and told: nullable */
} rows[] = {
    {"spapr-pci-host-bridge", NULL, "index", "0"},
    {"spapr-pci-host-bridge", NULL, "parent_bus", "\"/machine/unattached/sysbus\""},
    {"virtio-scsi-pci", "scsi0", "addr", "255"},
    {"virtio-scsi-pci", "scsi0", "romfile", "\"\""},
    {"virtio-scsi-pci", "scsi0", "parent_bus", "\"/objects/0/pci.0\""},
    {"virtio-scsi-pci", "scsi0", "mac", NULL},
    {"virtio-scsi-pci", "scsi0", "num_queues", "4"},
    {"scsi-hd", "disk0", "serial", "\"a = \\\"b\\\"\""},
    {"scsi-hd", "disk0", "scsi-id", "7"},
    {"scsi-hd", "disk0", "parent_bus", "\"/machine/unattached/scsi0.0\""},
    {"virtio-rng-pci", "rng0", "addr", NULL},
    {"virtio-rng-pci", "rng0", "multifunction", "true"},
    {"virtio-rng-pci", "rng0", "rombar", NULL},
    {"spapr-vty", "serial0", "reg", "805306368"},
    {"spapr-vty", "serial0", "parent_bus", NULL},
    {"spapr-vlan", "twice", "reg", NULL},
    {"e1000e", "rng0", "multifunction", NULL},
    {"e1000e", "net0", "mac", NULL},
    {"spapr-nvram", NULL, "reg", "1895825408"},
    {"usb-kbd", "kbd", "port", "\"1.4\""},
    {"usb-hub", "hub", "port", "\"2\""},
};

/* Returns: (owned) the objects of the rows, each once, and a second one of a type at the end when
 * @has_more. */
static GPtrArray *
make_objects(bool has_more)
{
    GPtrArray *objects = g_ptr_array_new_with_free_func((GDestroyNotify)readback_object_free);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/objects/%u", objects->len);

        if (i == 0 || g_strcmp0(rows[i].type, rows[i - 1].type) != 0)
            g_ptr_array_add(objects, readback_object_new(path, rows[i].type, rows[i].id));
    }
    if (has_more)
        g_ptr_array_add(objects, readback_object_new("/more", "spapr-pci-host-bridge", NULL));
    return objects;
}

static const ReadbackObject *
find_object(const GPtrArray *objects, const char *type, const char *id)
{
    for (unsigned i = 0; i < objects->len; i++) {
        const ReadbackObject *object = g_ptr_array_index(objects, i);

        if (g_str_equal(object->device.type, type) && g_strcmp0(object->device.id, id) == 0)
            return object;
    }
    return NULL;
}

static void
test_values(void)
{
    g_autoptr(GPtrArray) objects = make_objects(false);
    g_autoptr(ReadbackTree) tree = readback_tree_new(text, objects);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ReadbackObject *object = find_object(objects, rows[i].type, rows[i].id);
        g_autoptr(JsonNode) value = readback_tree_value(tree, object, rows[i].property);
        g_autofree char *told = value != NULL ? json_to_string(value, FALSE) : NULL;

        g_assert_cmpstr(told, ==, rows[i].told);
    }
}

/* Of two that nobody named it is not known which one the text is of, nor whose the bus is. */
static void
test_ambiguous(void)
{
    g_autoptr(GPtrArray) objects = make_objects(true);
    g_autoptr(ReadbackTree) tree = readback_tree_new(text, objects);
    const ReadbackObject *phb = find_object(objects, "spapr-pci-host-bridge", NULL);
    const ReadbackObject *scsi = find_object(objects, "virtio-scsi-pci", "scsi0");
    g_autoptr(JsonNode) address = readback_tree_value(tree, scsi, "addr");

    g_assert_null(readback_tree_value(tree, phb, "index"));
    g_assert_null(readback_tree_value(tree, scsi, "parent_bus"));
    g_assert_nonnull(address);
}

/* Of which types it tells the properties, and which ones may be on a bus. */
static void
test_names(void)
{
    g_autoptr(GPtrArray) objects = make_objects(false);
    g_autoptr(ReadbackTree) tree = readback_tree_new(text, objects);
    g_autoptr(ReadbackTree) empty = readback_tree_new(NULL, objects);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *const wanted[] = {"realized", "parent_bus", "addr", "romfile", "num_queues"};

    readback_tree_add_names(tree, find_object(objects, "e1000e", "net0"), names);
    readback_tree_add_names(empty, find_object(objects, "virtio-scsi-pci", "scsi0"), names);
    g_assert_cmpuint(g_hash_table_size(names), ==, 0);
    readback_tree_add_names(tree, find_object(objects, "virtio-scsi-pci", "scsi0"), names);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
        g_assert_true(g_hash_table_contains(names, wanted[i]));
    g_assert_cmpuint(g_hash_table_size(names), ==, G_N_ELEMENTS(wanted));
    g_assert_true(readback_tree_may_have(tree, "spapr-nvram"));
    g_assert_false(readback_tree_may_have(tree, "pc-dimm"));
    g_assert_true(readback_tree_may_have(empty, "pc-dimm"));
}

/* Any text is taken, and tells nothing. */
static void
test_damaged(void)
{
    const char *const texts[] = {NULL,
                                 "",
                                 "dev: e1000e, id \"net0\"\nmac = \"x\"",
                                 "bus: a\nbus: b\n = \ndev: \ndev: x, id \"",
                                 "bus: a\n  dev: e1000e, id \"net0\"\n  mac = \"52\"\n",
                                 "mac = \"52\"\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GPtrArray) objects = make_objects(false);
        g_autoptr(ReadbackTree) tree = readback_tree_new(texts[i], objects);

        g_assert_null(readback_tree_value(tree, find_object(objects, "e1000e", "net0"), "mac"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/readback-tree/values", test_values);
    g_test_add_func("/readback-tree/ambiguous", test_ambiguous);
    g_test_add_func("/readback-tree/names", test_names);
    g_test_add_func("/readback-tree/damaged", test_damaged);
    return g_test_run();
}
