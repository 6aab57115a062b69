/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/placement.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "xml/document.h"

static const char element[] = "pseries:placement";
static const char declaration[] = " xmlns:pseries='urn:libvirt-pseries:domain:1.0'";

enum { MAX_NODE = 1023, MAX_INDEX = 255, MAX_SLOT = 255, MAX_FUNCTION = 7 };

#define ATTR_STRING(name, Struct, member)                                                          \
    XML_ATTR(name, Struct, member, xml_type_string, .is_required = true)
#define ATTR_UINT(name, Struct, member, most)                                                      \
    XML_ATTR(name, Struct, member, xml_type_uint, .max = (most), .is_required = true)

static const XmlField capability_fields[] = {
    ATTR_STRING("name", PlacementCapability, name),
    XML_ATTR("value", PlacementCapability, value, xml_type_text, .is_required = true),
    XML_END,
};
const XmlBinding placement_capability_binding = {"pseries:capability", sizeof(PlacementCapability),
                                                 capability_fields};

static const XmlField phb_fields[] = {
    ATTR_UINT("index", PlacementPhb, index, MAX_INDEX),
    XML_ATTR_INT("node", PlacementPhb, node, -1, MAX_NODE),
    XML_ATTR_YES_NO("extended-config", PlacementPhb, has_extended_config_space),
    XML_ATTR_YES_NO("hotplug", PlacementPhb, has_dynamic_reconfiguration),
    XML_ATTR_HEX("io-window", PlacementPhb, io_window, 0),
    XML_ATTR_HEX("memory-window", PlacementPhb, memory_window, 0),
    XML_ATTR_HEX("memory64-window", PlacementPhb, memory64_window, 0),
    XML_ATTR_YES_NO("dynamic-dma", PlacementPhb, has_dynamic_dma_windows),
    XML_ATTR_HEX("dma-address", PlacementPhb, dma_address, 0),
    XML_ATTR_HEX("dma-size", PlacementPhb, dma_size, 0),
    XML_ATTR_HEX("dma64-address", PlacementPhb, dma64_address, 0),
    XML_ATTR_HEX("page-sizes", PlacementPhb, page_sizes, 0),
    XML_END,
};
const XmlBinding placement_phb_binding = {"pseries:phb", sizeof(PlacementPhb), phb_fields};

static const XmlField core_fields[] = {
    ATTR_UINT("id", PlacementCore, id, UINT32_MAX),
    XML_ATTR_INT("node", PlacementCore, node, -1, MAX_NODE),
    XML_ATTR_STRING("type", PlacementCore, type),
    XML_END,
};
const XmlBinding placement_core_binding = {"pseries:core", sizeof(PlacementCore), core_fields};

static const XmlField device_fields[] = {
    XML_ATTR_STRING("id", PlacementDevice, id),
    ATTR_STRING("type", PlacementDevice, type),
    XML_ATTR_STRING("bus", PlacementDevice, bus),
    XML_ATTR_UINT("phb", PlacementDevice, phb, 0, MAX_INDEX),
    XML_ATTR_UINT("slot", PlacementDevice, slot, 0, MAX_SLOT),
    XML_ATTR_UINT("function", PlacementDevice, function, 0, MAX_FUNCTION),
    XML_ATTR_YES_NO("multifunction", PlacementDevice, is_multifunction),
    XML_ATTR_UINT("chassis", PlacementDevice, chassis, 0, UINT32_MAX),
    XML_ATTR_YES_NO("rom", PlacementDevice, has_rom),
    XML_ATTR_HEX("reg", PlacementDevice, reg, UINT32_MAX),
    XML_ATTR_UINT("channel", PlacementDevice, channel, 0, UINT32_MAX),
    XML_ATTR_UINT("target", PlacementDevice, target, 0, UINT32_MAX),
    XML_ATTR_UINT("lun", PlacementDevice, lun, 0, UINT32_MAX),
    XML_ATTR_UINT("nr", PlacementDevice, port_number, 0, UINT32_MAX),
    XML_ATTR_STRING("port", PlacementDevice, port),
    XML_ATTR_HEX("address", PlacementDevice, address, 0),
    XML_ATTR_HEX("size", PlacementDevice, size, 0),
    XML_ATTR_UINT("node", PlacementDevice, node, 0, MAX_NODE),
    XML_ATTR("mac", PlacementDevice, mac, xml_type_mac, ),
    XML_END,
};
const XmlBinding placement_device_binding = {"pseries:device", sizeof(PlacementDevice),
                                             device_fields};

static const XmlField placement_fields[] = {
    ATTR_STRING("version", Placement, version),
    ATTR_STRING("machine", Placement, machine),
    XML_LIST("pseries:capability", Placement, capabilities, placement_capability_binding),
    XML_LIST("pseries:phb", Placement, phbs, placement_phb_binding),
    XML_LIST("pseries:core", Placement, cores, placement_core_binding),
    XML_LIST("pseries:device", Placement, devices, placement_device_binding),
    XML_END,
};
const XmlBinding placement_binding = {element, sizeof(Placement), placement_fields};

Placement *
placement_new(void)
{
    return xml_binding_new(&placement_binding);
}

void
placement_free(Placement *placement)
{
    xml_binding_free(&placement_binding, placement);
}

static void *
add(GPtrArray **list, const XmlBinding *binding)
{
    void *item = xml_binding_new(binding);

    xml_list_append(list, item);
    return item;
}

PlacementCapability *
placement_add_capability(Placement *placement, const char *name)
{
    PlacementCapability *capability = add(&placement->capabilities, &placement_capability_binding);

    capability->name = g_strdup(name);
    return capability;
}

PlacementPhb *
placement_add_phb(Placement *placement)
{
    return add(&placement->phbs, &placement_phb_binding);
}

PlacementCore *
placement_add_core(Placement *placement)
{
    return add(&placement->cores, &placement_core_binding);
}

PlacementDevice *
placement_add_device(Placement *placement)
{
    return add(&placement->devices, &placement_device_binding);
}

static unsigned
length_of(const GPtrArray *list)
{
    return list != NULL ? list->len : 0;
}

PlacementDevice *
placement_find_device(const Placement *placement, const char *id)
{
    for (unsigned i = 0; i < length_of(placement->devices); i++) {
        PlacementDevice *device = g_ptr_array_index(placement->devices, i);

        if (device->id != NULL && g_str_equal(device->id, id))
            return device;
    }
    return NULL;
}

static int
compare_uints(OptionalUint one, OptionalUint other)
{
    if (one.is_set != other.is_set)
        return one.is_set ? 1 : -1;
    return (one.value > other.value) - (one.value < other.value);
}

static int
compare_capabilities(gconstpointer a, gconstpointer b)
{
    const PlacementCapability *one = *(PlacementCapability *const *)a;
    const PlacementCapability *other = *(PlacementCapability *const *)b;

    return g_strcmp0(one->name, other->name);
}

static int
compare_phbs(gconstpointer a, gconstpointer b)
{
    const PlacementPhb *one = *(PlacementPhb *const *)a;
    const PlacementPhb *other = *(PlacementPhb *const *)b;

    return compare_uints(one->index, other->index);
}

static int
compare_cores(gconstpointer a, gconstpointer b)
{
    const PlacementCore *one = *(PlacementCore *const *)a;
    const PlacementCore *other = *(PlacementCore *const *)b;

    return compare_uints(one->id, other->id);
}

/* By id, those without one first, and these by type and place. */
static int
compare_devices(gconstpointer a, gconstpointer b)
{
    const PlacementDevice *one = *(PlacementDevice *const *)a;
    const PlacementDevice *other = *(PlacementDevice *const *)b;
    const int steps[] = {
        g_strcmp0(one->id, other->id),         g_strcmp0(one->type, other->type),
        compare_uints(one->phb, other->phb),   g_strcmp0(one->bus, other->bus),
        compare_uints(one->slot, other->slot), compare_uints(one->function, other->function),
        compare_uints(one->reg, other->reg),   compare_uints(one->target, other->target),
        g_strcmp0(one->port, other->port),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] != 0)
            return steps[i];
    return 0;
}

void
placement_sort(Placement *placement)
{
    const struct {
        GPtrArray *list;
        GCompareFunc compare;
    } lists[] = {
        {placement->capabilities, compare_capabilities},
        {placement->phbs, compare_phbs},
        {placement->cores, compare_cores},
        {placement->devices, compare_devices},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        if (lists[i].list != NULL)
            g_ptr_array_sort(lists[i].list, lists[i].compare);
}

char *
placement_format(const Placement *placement)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);
    g_autofree char *text = NULL;
    const char *rest = NULL;

    xml_binding_format(&placement_binding, NULL, placement, writer, NULL);
    text = xml_writer_finish(writer, buffer);
    /* A binding declares no namespace of an element that has a prefix itself. */
    rest = text + 1 + strlen(element);
    return g_strconcat("<", element, declaration, rest, NULL);
}

static void
check_phbs(const Placement *placement, unsigned line, Report *report)
{
    g_autoptr(GHashTable) indexes = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < length_of(placement->phbs); i++) {
        const PlacementPhb *phb = g_ptr_array_index(placement->phbs, i);

        if (!g_hash_table_add(indexes, GSIZE_TO_POINTER(phb->index.value)))
            report_error(
                report, VIR_ERR_XML_ERROR, line,
                _("<pseries:placement> has the PCI host bridge of index '%" PRIu64 "' twice"),
                phb->index.value);
    }
}

/* Returns: (owned, nullable) the place of @device, equal for two that cannot both be. */
static char *
place_of(const PlacementDevice *device)
{
    const char *bus = device->bus != NULL ? device->bus : "";

    if (device->reg.is_set)
        return g_strdup_printf("reg 0x%" PRIx64, device->reg.value);
    if (device->function.is_set)
        return g_strdup_printf("PHB %" PRIu64 " bus '%s' slot %" PRIu64 ".%" PRIu64,
                               device->phb.value, bus, device->slot.value, device->function.value);
    if (device->target.is_set)
        return g_strdup_printf("bus '%s' channel %" PRIu64 " target %" PRIu64 " lun %" PRIu64, bus,
                               device->channel.value, device->target.value, device->lun.value);
    if (device->port_number.is_set)
        return g_strdup_printf("bus '%s' nr %" PRIu64, bus, device->port_number.value);
    if (device->port != NULL)
        return g_strdup_printf("bus '%s' port %s", bus, device->port);
    if (device->address.is_set)
        return g_strdup_printf("address 0x%" PRIx64, device->address.value);
    return NULL;
}

/* @owners: place -> id or type of the device there. */
static void
check_place(const PlacementDevice *device, GHashTable *owners, unsigned line, Report *report)
{
    const char *name = device->id != NULL ? device->id : device->type;
    g_autofree char *place = place_of(device);
    const char *owner = place != NULL ? g_hash_table_lookup(owners, place) : NULL;

    if (owner != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<pseries:placement> has '%s' and '%s' in one place: %s"), owner, name,
                     place);
    else if (place != NULL)
        g_hash_table_insert(owners, g_steal_pointer(&place), (gpointer)name);
}

void
placement_check(const Placement *placement, unsigned line, Report *report)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    check_phbs(placement, line, report);
    for (unsigned i = 0; i < length_of(placement->devices); i++) {
        const PlacementDevice *device = g_ptr_array_index(placement->devices, i);

        if (device->id != NULL && !g_hash_table_add(ids, device->id))
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("<pseries:placement> has two devices of id '%s'"), device->id);
        if (device->type != NULL)
            check_place(device, owners, line, report);
    }
}
