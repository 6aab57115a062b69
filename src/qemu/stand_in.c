/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/stand_in.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/stand_in_rows.h"

/* A command line on its way. */
typedef struct {
    const StandIn *request;
    Argv *argv;
    bool is_json;           /* how the part at hand is written */
    unsigned n_hubs;        /* each network has a hub of its own */
    unsigned n_taken_slots; /* numbers the devices in slots 0 */
} Work;

/* Plain PCI devices that need nothing behind them: the first that the QEMU has. */
static const char *const express_endpoints[] = {"e1000e", "virtio-scsi-pci", NULL};
static const char *const hybrid_endpoints[] = {"virtio-scsi-pci", "e1000", "rtl8139", NULL};
static const char *const conventional_endpoints[] = {"e1000", "rtl8139", "virtio-scsi-pci", NULL};

/* Members that say where a device is. */
static const char *const places[] = {"bus",     "multifunction", "addr", "reg",  "channel",
                                     "scsi-id", "lun",           "port", "drive"};

static bool
refuse(const char *what, const char *type, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("QEMU cannot choose addresses for this guest: nothing is known that stands in "
                  "for '%s' '%s': use allocation='driver'"),
                what, type);
    return false;
}

static void
add_part(Work *work, PartClass class, JsonObject *options)
{
    argv_add_part(work->argv, &(Part){class, options}, work->is_json);
}

static void
copy_member(JsonObject *to, JsonObject *from, const char *name)
{
    JsonNode *node = qmp_member(from, name);

    if (node != NULL)
        json_object_set_member(to, name, json_node_copy(node));
}

/* Returns: (owned) the start of a part: the type @type, and the name of @part. */
static JsonObject *
begin(const Part *part, const char *type)
{
    JsonObject *options = json_object_new();

    json_object_set_string_member(options, stand_in_type_key(part->class), type);
    copy_member(options, part->options, stand_in_name_key(part->class));
    return options;
}

/* The same for a device of @type in the place of @part. */
static JsonObject *
begin_in_place(const Part *part, const char *type)
{
    JsonObject *options = begin(part, type);

    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        copy_member(options, part->options, places[i]);
    return options;
}

static void
write_type(Work *work, const Part *part, const char *type)
{
    g_autoptr(JsonObject) options = begin(part, type);

    add_part(work, part->class, options);
}

static void
write_memory(Work *work, const Part *part)
{
    g_autoptr(JsonObject) options = begin(part, "memory-backend-ram");

    copy_member(options, part->options, "size");
    if (capabilities_is_at_least(work->request->capabilities, 6, 1))
        json_object_set_boolean_member(options, "reserve", FALSE);
    add_part(work, PART_OBJECT, options);
}

static void
write_node(Work *work, const Part *part)
{
    g_autoptr(JsonObject) options = begin(part, "null-co");

    copy_member(options, part->options, "read-only");
    add_part(work, PART_BLOCKDEV, options);
}

static void
write_hub(Work *work, const Part *part)
{
    g_autoptr(JsonObject) options = begin(part, "hubport");

    json_object_set_int_member(options, "hubid", work->n_hubs++);
    add_part(work, PART_NETDEV, options);
}

/* Returns: (borrowed, nullable) the type of a plain device of the class of @type. */
static const char *
plain_endpoint(const Work *work, const char *type)
{
    const Capabilities *capabilities = work->request->capabilities;
    PciClass class = capabilities_pci_class(capabilities, type);
    const char *const *candidates = hybrid_endpoints;

    if (class == PCI_CLASS_EXPRESS)
        candidates = express_endpoints;
    else if (class == PCI_CLASS_CONVENTIONAL)
        candidates = conventional_endpoints;
    while (*candidates != NULL && !capabilities_has_type(capabilities, *candidates))
        candidates++;
    return *candidates;
}

static bool
has_rom(const char *type)
{
    return g_str_has_prefix(type, "e1000") || g_str_equal(type, "rtl8139");
}

static bool
write_endpoint(Work *work, const Part *part, GError **error)
{
    const char *type = qmp_member_string(part->options, "driver", "");
    const char *plain = plain_endpoint(work, type);
    g_autoptr(JsonObject) options = NULL;

    if (plain == NULL)
        return refuse("-device", type, error);
    options = begin_in_place(part, plain);
    json_object_remove_member(options, "drive");
    if (has_rom(plain))
        json_object_set_string_member(options, "romfile", "");
    add_part(work, PART_DEVICE, options);
    return true;
}

static void
write_in_place(Work *work, const Part *part, const char *type)
{
    g_autoptr(JsonObject) options = begin_in_place(part, type);

    add_part(work, PART_DEVICE, options);
}

static void
write_vty(Work *work, const Part *part)
{
    g_autoptr(JsonObject) options = begin_in_place(part, "spapr-vty");
    g_autoptr(JsonObject) chardev = json_object_new();
    g_autofree char *id = g_strconcat("null", qmp_member_string(part->options, "id", ""), NULL);

    json_object_set_string_member(chardev, "backend", "null");
    json_object_set_string_member(chardev, "id", id);
    argv_add_part(work->argv, &(Part){PART_CHARDEV, chardev}, false);
    json_object_set_string_member(options, "chardev", id);
    add_part(work, PART_DEVICE, options);
}

/* A device as it is, without a ROM from a file of the user's, without what only another network can
 * have, and without blobs, for which QEMU opens /dev/udmabuf. */
static void
write_kept(Work *work, const Part *part)
{
    static const char *const left_out[] = {"romfile", "tx_queue_size", "blob", NULL};
    g_autoptr(JsonObject) options = json_object_new();
    JsonObjectIter members;
    const char *name = NULL;

    json_object_iter_init_ordered(&members, part->options);
    while (json_object_iter_next_ordered(&members, &name, NULL))
        if (!g_strv_contains(left_out, name))
            copy_member(options, part->options, name);
    if (qmp_member(part->options, "romfile") != NULL)
        json_object_set_string_member(options, "romfile", "");
    add_part(work, part->class, options);
}

static bool
is_plain(const Work *work, const Part *part)
{
    const char *id = qmp_member_string(part->options, "id", NULL);

    return part->class == PART_DEVICE && id != NULL && work->request->plain != NULL &&
           g_hash_table_contains(work->request->plain, id);
}

static bool
write_part(Work *work, const Part *part, GError **error)
{
    const char *type = qmp_member_string(part->options, stand_in_type_key(part->class), "");
    const StandInRow *row = stand_in_row(part->class, type);

    if (is_plain(work, part))
        return write_endpoint(work, part, error);
    if (row == NULL)
        return refuse(part_class_option(part->class), type, error);
    switch (row->action) {
    case STAND_IN_KEEP:
        write_kept(work, part);
        return true;
    case STAND_IN_DROP:
        return true;
    case STAND_IN_MEMORY:
        write_memory(work, part);
        return true;
    case STAND_IN_TYPE:
        write_type(work, part, row->other_type);
        return true;
    case STAND_IN_NODE:
        write_node(work, part);
        return true;
    case STAND_IN_HUB:
        write_hub(work, part);
        return true;
    case STAND_IN_ENDPOINT:
        return write_endpoint(work, part, error);
    case STAND_IN_SCSI:
        write_in_place(work, part, "scsi-hd");
        return true;
    case STAND_IN_USB:
        write_in_place(work, part, "usb-tablet");
        return true;
    case STAND_IN_VTY:
        write_vty(work, part);
        return true;
    }
    return true;
}

/* Takes slot 0 of the PCI bus @bus. */
static bool
take_slot_zero(Work *work, const char *bus, GError **error)
{
    g_autoptr(JsonObject) options = json_object_new();
    g_autofree char *id = g_strdup_printf("taken%u", work->n_taken_slots++);

    json_object_set_string_member(options, "driver", hybrid_endpoints[0]);
    json_object_set_string_member(options, "id", id);
    json_object_set_string_member(options, "bus", bus);
    json_object_set_string_member(options, "addr", "0x0");
    return write_endpoint(work, &(Part){PART_DEVICE, options}, error);
}

/* Does so on the bus that @part makes, if it makes one. */
static bool
take_slot_zero_behind(Work *work, const Part *part, GError **error)
{
    const char *type = qmp_member_string(part->options, "driver", "");
    const char *id = qmp_member_string(part->options, "id", "");
    g_autofree char *bus = NULL;

    if (!work->request->fills_slot_zero || part->class != PART_DEVICE)
        return true;
    if (g_str_equal(type, "spapr-pci-host-bridge"))
        bus = g_strconcat(id, ".0", NULL);
    else if (g_str_equal(type, "pci-bridge"))
        bus = g_strdup(id);
    return bus == NULL || take_slot_zero(work, bus, error);
}

static bool
write_option(Work *work, const Argv *argv, unsigned i, GError **error)
{
    const Part *part = argv_part(argv, i);
    const char *option = argv_option(argv, i);
    bool is_kept = false;

    work->is_json = argv_is_json(argv, i);
    if (part != NULL)
        return write_part(work, part, error) && take_slot_zero_behind(work, part, error);
    if (!stand_in_option(option, &is_kept))
        return refuse(option, argv_value(argv, i) != NULL ? argv_value(argv, i) : "", error);
    if (is_kept)
        argv_add(work->argv, option, argv_value(argv, i));
    return true;
}

Argv *
stand_in_argv(const StandIn *stand_in, const Argv *argv, GError **error)
{
    g_autoptr(Argv) result = argv_new();
    Work work = {.request = stand_in, .argv = result};

    argv_set_emulator(result, capabilities_emulator(stand_in->capabilities));
    argv_add(result, "-display", "none");
    argv_add(result, "-qmp", "stdio");
    if (stand_in->fills_slot_zero && !take_slot_zero(&work, "pci.0", error))
        return NULL;
    for (unsigned i = 0; i < argv_n(argv); i++)
        if (!write_option(&work, argv, i, error))
            return NULL;
    return g_steal_pointer(&result);
}
