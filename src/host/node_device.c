/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/node_device.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "host/file.h"
#include "host/pci_config.h"
#include "host/pci_device.h"
#include "host/pci_names.h"
#include "xml/leaf_writer.h"

static const char prefix[] = "pci_";

char *
node_device_name(const char *pci)
{
    g_autofree char *words = g_strdelimit(g_strdup(pci), ":.", '_');

    return g_strconcat(prefix, words, NULL);
}

static void
set_absent(const char *name, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_NODE_DEVICE,
                _("no node device with matching name '%s'"), name);
}

char *
node_device_pci(const char *sysfs, const char *name, GError **error)
{
    g_auto(GStrv) words = g_strsplit(name, "_", -1);
    g_autofree char *pci = NULL;
    g_autofree char *again = NULL;

    if (g_str_has_prefix(name, prefix) && g_strv_length(words) == 5 && strchr(name, '/') == NULL)
        pci = g_strdup_printf("%s:%s:%s.%s", words[1], words[2], words[3], words[4]);
    again = pci != NULL ? node_device_name(pci) : NULL;
    if (g_strcmp0(again, name) == 0 && pci_device_exists(sysfs, pci))
        return g_steal_pointer(&pci);
    set_absent(name, error);
    return NULL;
}

bool
node_device_check(const char *sysfs, const char *name, GError **error)
{
    g_autofree char *pci = NULL;

    if (g_str_equal(name, NODE_DEVICE_COMPUTER))
        return true;
    pci = node_device_pci(sysfs, name, error);
    return pci != NULL;
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
node_device_list(const char *sysfs)
{
    g_autofree char *path = g_build_filename(sysfs, "bus/pci/devices", NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) folder = NULL;
    const char *pci = NULL;

    assert_may_block();
    folder = g_dir_open(path, 0, NULL);
    g_ptr_array_add(names, g_strdup(NODE_DEVICE_COMPUTER));
    while (folder != NULL && (pci = g_dir_read_name(folder)) != NULL)
        g_ptr_array_add(names, node_device_name(pci));
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* Returns: (owned, nullable) the folder of the PCI device @pci, without links. */
static char *
real_folder(const char *sysfs, const char *pci)
{
    g_autofree char *link = g_build_filename(sysfs, "bus/pci/devices", pci, NULL);

    return realpath(link, NULL);
}

/* The folder of a device is below that of the bridge which it is behind. */
static char *
parent_of_pci(const char *sysfs, const char *pci)
{
    g_autofree char *folder = real_folder(sysfs, pci);
    g_autofree char *above = folder != NULL ? g_path_get_dirname(folder) : NULL;
    g_autofree char *bridge = above != NULL ? g_path_get_basename(above) : NULL;

    return bridge != NULL && pci_device_exists(sysfs, bridge) ? node_device_name(bridge)
                                                              : g_strdup(NODE_DEVICE_COMPUTER);
}

char *
node_device_parent(const char *sysfs, const char *name, GError **error)
{
    g_autofree char *pci = NULL;

    if (g_str_equal(name, NODE_DEVICE_COMPUTER))
        return NULL;
    pci = node_device_pci(sysfs, name, error);
    return pci != NULL ? parent_of_pci(sysfs, pci) : NULL;
}

/* ---- the document */

/* A device that is described. */
typedef struct {
    xmlTextWriterPtr writer;
    const char *root, *sysfs, *pci;
} Description;

/* Returns: (owned, nullable) the text of a file of the device. */
static char *
text_of(const Description *about, const char *file)
{
    return host_file_text(about->root, "sys/bus/pci/devices/%s/%s", about->pci, file);
}

typedef struct {
    unsigned domain, bus, slot, function;
} Numbers;

static Numbers
numbers_of(const char *pci)
{
    g_auto(GStrv) words = g_strsplit_set(pci, ":.", -1);
    unsigned numbers[4] = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(numbers) && words[i] != NULL; i++)
        numbers[i] = (unsigned)g_ascii_strtoull(words[i], NULL, 16);
    return (Numbers){numbers[0], numbers[1], numbers[2], numbers[3]};
}

static void
write_number(const Description *about, const char *element, unsigned number)
{
    g_autofree char *text = g_strdup_printf("%u", number);

    leaf_writer_leaf(about->writer, element, text);
}

/* <address domain='0x0002' .../> of the device @pci. */
static void
write_address(const Description *about, const char *pci)
{
    Numbers at = numbers_of(pci);

    leaf_writer_open(about->writer, "address");
    leaf_writer_attribute(about->writer, "domain", "0x%04x", at.domain);
    leaf_writer_attribute(about->writer, "bus", "0x%02x", at.bus);
    leaf_writer_attribute(about->writer, "slot", "0x%02x", at.slot);
    leaf_writer_attribute(about->writer, "function", "0x%x", at.function);
    leaf_writer_close(about->writer);
}

static void
write_class_and_place(const Description *about)
{
    g_autofree char *class = text_of(about, "class");
    Numbers at = numbers_of(about->pci);

    leaf_writer_leaf(about->writer, "class", class);
    write_number(about, "domain", at.domain);
    write_number(about, "bus", at.bus);
    write_number(about, "slot", at.slot);
    write_number(about, "function", at.function);
}

/* <product id='0x10d3'>name</product>; both are nullable. */
static void
write_named(const Description *about, const char *element, const char *id, const char *name)
{
    leaf_writer_open(about->writer, element);
    leaf_writer_attribute(about->writer, "id", "%s", id != NULL ? id : "0x0000");
    if (name != NULL)
        xml_writer_text(about->writer, name);
    leaf_writer_close(about->writer);
}

static unsigned
number_of_id(const char *id)
{
    return id != NULL ? (unsigned)g_ascii_strtoull(id, NULL, 16) : 0;
}

static void
write_maker(const Description *about)
{
    g_autofree char *product = text_of(about, "device");
    g_autofree char *vendor = text_of(about, "vendor");
    g_auto(PciNames) names = pci_names_find(number_of_id(vendor), number_of_id(product));

    write_named(about, "product", product, names.product);
    write_named(about, "vendor", vendor, names.vendor);
}

static void
write_iommu_group(const Description *about)
{
    g_autoptr(GPtrArray) members = pci_device_group_members(about->sysfs, about->pci);
    g_autofree char *link =
        g_build_filename(about->sysfs, "bus/pci/devices", about->pci, "iommu_group", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *number = target != NULL ? g_path_get_basename(target) : NULL;

    if (number == NULL)
        return;
    leaf_writer_open(about->writer, "iommuGroup");
    leaf_writer_attribute(about->writer, "number", "%s", number);
    for (guint i = 0; i < members->len; i++)
        write_address(about, g_ptr_array_index(members, i));
    leaf_writer_close(about->writer);
}

/* A host without nodes says -1. */
static void
write_numa(const Description *about)
{
    g_autofree char *node = text_of(about, "numa_node");

    if (node != NULL && node[0] != '-')
        leaf_writer_empty(about->writer, "numa", "node", node);
}

static void
write_link(const Description *about, const char *validity, int port, PciLink link)
{
    const char *speed = pci_config_speed(link.speed);

    leaf_writer_open(about->writer, "link");
    leaf_writer_attribute(about->writer, "validity", "%s", validity);
    if (port >= 0)
        leaf_writer_attribute(about->writer, "port", "%d", port);
    if (speed != NULL)
        leaf_writer_attribute(about->writer, "speed", "%s", speed);
    leaf_writer_attribute(about->writer, "width", "%u", link.width);
    leaf_writer_close(about->writer);
}

static void
write_express(const Description *about, const PciConfig *config)
{
    if (!config->is_express)
        return;
    leaf_writer_open(about->writer, "pci-express");
    if (config->able.width > 0) {
        write_link(about, "cap", (int)config->port, config->able);
        write_link(about, "sta", -1, config->agreed);
    }
    leaf_writer_close(about->writer);
}

static void
write_pci(const Description *about)
{
    const PciConfig config = pci_config_read(about->sysfs, about->pci);

    leaf_writer_open(about->writer, "capability");
    leaf_writer_attribute(about->writer, "type", "pci");
    write_class_and_place(about);
    write_maker(about);
    if (config.is_bridge)
        leaf_writer_empty(about->writer, "capability", "type", "pci-bridge");
    write_iommu_group(about);
    write_numa(about);
    write_express(about, &config);
    leaf_writer_close(about->writer);
}

static void
write_pci_device(const Description *about)
{
    g_autofree char *folder = real_folder(about->sysfs, about->pci);
    g_autofree char *parent = parent_of_pci(about->sysfs, about->pci);
    g_autofree char *driver = pci_device_driver(about->sysfs, about->pci);

    leaf_writer_leaf(about->writer, "path", folder);
    leaf_writer_leaf(about->writer, "parent", parent);
    if (driver != NULL) {
        leaf_writer_open(about->writer, "driver");
        leaf_writer_leaf(about->writer, "name", driver);
        leaf_writer_close(about->writer);
    }
    write_pci(about);
}

static void
write_computer(xmlTextWriterPtr writer, const char *uuid)
{
    leaf_writer_open(writer, "capability");
    leaf_writer_attribute(writer, "type", "system");
    leaf_writer_open(writer, "hardware");
    leaf_writer_leaf(writer, "uuid", uuid);
    leaf_writer_close(writer);
    leaf_writer_leaf(writer, "firmware", NULL);
    leaf_writer_close(writer);
}

char *
node_device_xml(const char *root, const char *uuid, const char *name, GError **error)
{
    bool is_computer = g_str_equal(name, NODE_DEVICE_COMPUTER);
    g_autofree char *sysfs = g_build_filename(root, "sys", NULL);
    g_autofree char *pci = is_computer ? NULL : node_device_pci(sysfs, name, error);
    xmlBufferPtr buffer = NULL;
    Description about = {.root = root, .sysfs = sysfs, .pci = pci};

    if (pci == NULL && !is_computer)
        return NULL;
    about.writer = xml_writer_new(&buffer);
    leaf_writer_open(about.writer, "device");
    leaf_writer_leaf(about.writer, "name", name);
    if (is_computer)
        write_computer(about.writer, uuid);
    else
        write_pci_device(&about);
    leaf_writer_close(about.writer);
    return xml_writer_finish(about.writer, buffer);
}
