/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback_object.h"

#include <string.h>

#include "qemu/qmp_value.h"
#include "xml/node.h"

enum { FUNCTIONS = 8 };

static const char phb_type[] = "spapr-pci-host-bridge";

/* What QEMU means by no node. */
static const uint64_t no_node = UINT32_MAX;

/* A value's type here; VALUE_NAME is not empty. */
typedef enum { VALUE_UINT, VALUE_INT, VALUE_FLAG, VALUE_TEXT, VALUE_NAME } ValueKind;

/* Properties by which a kind of device is known. */
static const char any_device[] = "realized";
static const char pci[] = "multifunction";
static const char scsi[] = "scsi-id";
static const char usb[] = "msos-desc";
static const char memory[] = "memdev";

typedef struct {
    const char *property;
    const char *marker; /* the type has this one, too ... */
    const char *unless; /* ... and (nullable) not this one */
    ValueKind kind;
    size_t offset;
} Row;

#define ROW(property, marker, unless, kind, member)                                                \
    {(property), (marker), (unless), (kind), offsetof(ReadbackObject, member)}

static const Row device_rows[] = {
    ROW("parent_bus", any_device, NULL, VALUE_NAME, bus_path),
    ROW("addr", pci, NULL, VALUE_UINT, devfn),
    ROW("multifunction", pci, NULL, VALUE_FLAG, device.is_multifunction),
    ROW("romfile", pci, NULL, VALUE_TEXT, rom_file),
    ROW("rombar", pci, NULL, VALUE_INT, rom_bar),
    ROW("chassis_nr", pci, NULL, VALUE_UINT, device.chassis),
    ROW("chassis", pci, "chassis_nr", VALUE_UINT, device.chassis),
    ROW("reg", any_device, pci, VALUE_UINT, device.reg),
    ROW("channel", scsi, NULL, VALUE_UINT, device.channel),
    ROW("scsi-id", scsi, NULL, VALUE_UINT, device.target),
    ROW("lun", scsi, NULL, VALUE_UINT, device.lun),
    ROW("nr", any_device, pci, VALUE_UINT, device.port_number),
    ROW("port", usb, pci, VALUE_NAME, device.port),
    ROW("addr", memory, pci, VALUE_UINT, device.address),
    ROW("size", memory, pci, VALUE_UINT, device.size),
    ROW("slot", memory, pci, VALUE_UINT, device.slot),
    ROW("node", memory, pci, VALUE_UINT, device.node),
    ROW("mac", any_device, NULL, VALUE_NAME, device.mac),
};

/* @marker: of the host bridge itself, so that an old one's lack is none of ours. */
static const Row phb_rows[] = {
    ROW("index", any_device, NULL, VALUE_UINT, phb.index),
    ROW("numa_node", any_device, NULL, VALUE_UINT, numa_node),
    ROW("pcie-extended-configuration-space", any_device, NULL, VALUE_FLAG,
        phb.has_extended_config_space),
    ROW("dynamic-reconfiguration", any_device, NULL, VALUE_FLAG, phb.has_dynamic_reconfiguration),
    ROW("io_win_size", any_device, NULL, VALUE_UINT, phb.io_window),
    ROW("mem_win_size", any_device, NULL, VALUE_UINT, phb.memory_window),
    ROW("mem64_win_size", any_device, NULL, VALUE_UINT, phb.memory64_window),
    ROW("ddw", any_device, NULL, VALUE_FLAG, phb.has_dynamic_dma_windows),
    ROW("dma_win_addr", any_device, NULL, VALUE_UINT, phb.dma_address),
    ROW("dma_win_size", any_device, NULL, VALUE_UINT, phb.dma_size),
    ROW("dma64_win_addr", any_device, NULL, VALUE_UINT, phb.dma64_address),
    ROW("pgsz", any_device, NULL, VALUE_UINT, phb.page_sizes),
};

static const Row *
row_at(unsigned row)
{
    return row < G_N_ELEMENTS(device_rows) ? &device_rows[row]
                                           : &phb_rows[row - G_N_ELEMENTS(device_rows)];
}

ReadbackObject *
readback_object_new(const char *path, const char *type, const char *id)
{
    ReadbackObject *object = g_new0(ReadbackObject, 1);

    object->path = g_strdup(path);
    object->is_phb = g_str_equal(type, phb_type);
    object->device.type = g_strdup(type);
    object->device.id = g_strdup(id);
    return object;
}

void
readback_object_free(ReadbackObject *object)
{
    if (object == NULL)
        return;
    xml_binding_clear(&placement_device_binding, &object->device);
    xml_binding_clear(&placement_phb_binding, &object->phb);
    g_free(object->path);
    g_free(object->bus_path);
    g_free(object->rom_file);
    g_free(object);
}

/* A core is none, though it may have an id: it is listed with the cores. */
bool
readback_object_is_device(GHashTable *properties)
{
    return g_hash_table_contains(properties, any_device) &&
           !g_hash_table_contains(properties, "core-id");
}

bool
readback_object_has_place(GHashTable *properties)
{
    const char *const markers[] = {pci, scsi, usb, memory, "reg"};

    for (size_t i = 0; i < G_N_ELEMENTS(markers); i++)
        if (g_hash_table_contains(properties, markers[i]))
            return true;
    return false;
}

unsigned
readback_object_n_rows(void)
{
    return G_N_ELEMENTS(device_rows) + G_N_ELEMENTS(phb_rows);
}

bool
readback_object_wants(const ReadbackObject *object, GHashTable *properties, unsigned row)
{
    const Row *wanted = row_at(row);

    return object->is_phb == (row >= G_N_ELEMENTS(device_rows)) &&
           g_hash_table_contains(properties, wanted->property) &&
           g_hash_table_contains(properties, wanted->marker) &&
           (wanted->unless == NULL || !g_hash_table_contains(properties, wanted->unless));
}

const char *
readback_object_property(unsigned row)
{
    return row_at(row)->property;
}

/* @allows_empty: "" is a text, too. */
static void
take_text(char **member, JsonNode *value, bool allows_empty)
{
    const char *text = qmp_value_string(value);

    if (text == NULL || !xml_is_text(text) || (text[0] == '\0' && !allows_empty))
        return;
    g_free(*member);
    *member = g_strdup(text);
}

void
readback_object_take(ReadbackObject *object, unsigned row, JsonNode *value)
{
    void *member = (char *)object + row_at(row)->offset;
    int64_t number = 0;
    bool flag = false;

    switch (row_at(row)->kind) {
    case VALUE_UINT:
        if (qmp_value_int(value, 0, INT64_MAX, &number))
            *(OptionalUint *)member = OPTIONAL_UINT((uint64_t)number);
        return;
    case VALUE_INT:
        if (qmp_value_int(value, INT64_MIN, INT64_MAX, &number))
            *(OptionalInt *)member = (OptionalInt){number, true};
        return;
    case VALUE_FLAG:
        if (qmp_value_bool(value, &flag))
            *(Tristate *)member = flag ? TRISTATE_YES : TRISTATE_NO;
        return;
    case VALUE_TEXT:
        take_text(member, value, true);
        return;
    case VALUE_NAME:
        take_text(member, value, false);
        return;
    }
}

/* A device of the host's has its ROM from there: QEMU does not tell. */
static void
finish_rom(ReadbackObject *object)
{
    bool is_off = object->rom_bar.is_set && object->rom_bar.value == 0;

    if (object->rom_file == NULL || g_str_has_prefix(object->device.type, "vfio-"))
        return;
    object->device.has_rom = object->rom_file[0] != '\0' && !is_off ? TRISTATE_YES : TRISTATE_NO;
}

void
readback_object_finish(ReadbackObject *object)
{
    if (object->devfn.is_set) {
        object->device.slot = OPTIONAL_UINT(object->devfn.value / FUNCTIONS);
        object->device.function = OPTIONAL_UINT(object->devfn.value % FUNCTIONS);
    }
    finish_rom(object);
    if (object->numa_node.is_set)
        object->phb.node = (OptionalInt){
            object->numa_node.value == no_node ? -1 : (int64_t)object->numa_node.value, true};
}
