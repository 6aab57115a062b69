/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/node_device.h"

#include <stdint.h>
#include <string.h>

#include <pciaccess.h>

#include "base/error.h"
#include "folder.h"
#include "host_tree.h"

/*
 * Node devices of hosts that are files.  The database of PCI ids is a row below: this program's
 * pci_get_strings() is found before the library's, so it does not matter what the host has.
 */

#define CARD "0002:01:00.0"
#define FOLDER "sys/devices/pci0002:00/" CARD

static struct {
    const char *product, *vendor; /* nullable */
} database;

void
pci_get_strings(const struct pci_id_match *ids, const char **device_name, const char **vendor_name,
                const char **subdevice_name, const char **subvendor_name)
{
    g_assert_cmphex(ids->vendor_id, ==, 0x8086);
    g_assert_cmphex(ids->device_id, ==, 0x10d3);
    g_assert_null(subdevice_name);
    g_assert_null(subvendor_name);
    *device_name = database.product;
    *vendor_name = database.vendor;
}

/* Each row: what the database says, and what is in the document. */
static const struct {
    const char *name, *product, *vendor; /* nullable */
    const char *wanted;
} names[] = {
    {"both", "82574L Gigabit Network Connection", "Intel Corporation",
     "<product id='0x10d3'>82574L Gigabit Network Connection</product>\n"
     "    <vendor id='0x8086'>Intel Corporation</vendor>\n"},
    {"no-database", NULL, NULL, "<product id='0x10d3'/>\n    <vendor id='0x8086'/>\n"},
    {"vendor-alone", NULL, "Intel Corporation",
     "<product id='0x10d3'/>\n    <vendor id='0x8086'>Intel Corporation</vendor>\n"},
    {"markup", "<b>&amp;", "O'Neill \"& Co\"",
     "<product id='0x10d3'>&lt;b&gt;&amp;amp;</product>\n"
     "    <vendor id='0x8086'>O&apos;Neill &quot;&amp; Co&quot;</vendor>\n"},
    {"no-text", "a\x1b[31m\nb", "caf\xe9",
     "<product id='0x10d3'>a [31m b</product>\n"
     "    <vendor id='0x8086'>caf\xef\xbf\xbd</vendor>\n"},
};

static void
test_names(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    g_autofree char *xml = NULL;
    g_autoptr(GError) error = NULL;

    host_tree_write(root, FOLDER "/vendor", "0x8086\n");
    host_tree_write(root, FOLDER "/device", "0x10d3\n");
    host_tree_link(root, "sys/bus/pci/devices/" CARD, "../../../devices/pci0002:00/" CARD);
    database.product = names[i].product;
    database.vendor = names[i].vendor;
    xml = node_device_xml(root, "00000000-0000-4000-8000-000000000001", "pci_0002_01_00_0", &error);
    g_assert_no_error(error);
    if (strstr(xml, names[i].wanted) == NULL)
        g_error("no %s in %s", names[i].wanted, xml);
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strconcat("/node_device/names/", names[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_names);
    }
    return g_test_run();
}
