/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/readback_bulk.h"
#include "qemu/readback_bus.h"
#include "qemu/readback_machine.h"
#include "qemu/readback_tree.h"

/* The most commands that are sent at once. */
enum { MAX_BATCH = 512 };

static const char peripheral[] = "/machine/peripheral";

/* Where QEMU keeps its devices: those with ids, others that a user gave it, and the machine's. */
static const struct {
    const char *path;
    bool is_named;
    bool is_users; /* all in it are a user's */
} containers[] = {
    {peripheral, true, true},
    {"/machine/peripheral-anon", false, true},
    {"/machine/unattached", false, false},
};

typedef struct {
    const ReadbackSource *source;
    Placement *placement;
    char *machine_type;  /* "pseries-7.2-machine" */
    GPtrArray *objects;  /* (owned) ReadbackObject * */
    GHashTable *by_path; /* path -> ReadbackObject *, both borrowed */
    GHashTable *types;   /* (owned) type -> set of the names of its properties (owned) */
    bool has_bulk;       /* QEMU may tell all properties of many objects at once */
    char *usb_text;      /* (nullable) what "info usb" says */
    char *tree_text;     /* (nullable) what "info qtree" says */
} Readback;

static void
readback_clear(Readback *readback)
{
    placement_free(readback->placement);
    g_hash_table_unref(readback->by_path);
    g_hash_table_unref(readback->types);
    g_ptr_array_unref(readback->objects);
    g_free(readback->machine_type);
    g_free(readback->usb_text);
    g_free(readback->tree_text);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Readback, readback_clear)

static bool
ask(const Readback *readback, QmpBatch *batch, GError **error)
{
    return qmp_batch_n(batch) == 0 || readback->source->ask(readback->source->user, batch, error);
}

static unsigned
add_get(QmpBatch *batch, const char *path, const char *property)
{
    return qmp_batch_add_strings(batch, "qom-get", (QmpArgument){"path", path},
                                 (QmpArgument){"property", property});
}

static unsigned
add_list(QmpBatch *batch, const char *path)
{
    return qmp_batch_add_strings(batch, "qom-list", (QmpArgument){"path", path},
                                 (QmpArgument){NULL, NULL});
}

/* ---- the machine, and which objects there are ---- */

/* "child<virtio-net-pci>" -> "virtio-net-pci".  Returns: (owned, nullable). */
static char *
child_type(const char *type)
{
    const char prefix[] = "child<";

    if (type == NULL || !g_str_has_prefix(type, prefix) || !g_str_has_suffix(type, ">"))
        return NULL;
    return g_strndup(type + strlen(prefix), strlen(type) - strlen(prefix) - 1);
}

static void
add_object(Readback *readback, size_t container, const char *name, const char *type)
{
    g_autofree char *path = g_strconcat(containers[container].path, "/", name, NULL);
    ReadbackObject *object =
        readback_object_new(path, type, containers[container].is_named ? name : NULL);

    g_ptr_array_add(readback->objects, object);
    g_hash_table_insert(readback->by_path, object->path, object);
    if (!g_hash_table_contains(readback->types, type))
        g_hash_table_insert(readback->types, g_strdup(type),
                            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL));
}

/* The memory regions of a machine are many, and no devices. */
static void
take_objects(Readback *readback, size_t container, JsonNode *answer)
{
    JsonArray *list = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        JsonObject *item = qmp_value_object_element(list, i);
        const char *name = qmp_member_name(item, "name");
        g_autofree char *type = child_type(qmp_member_name(item, "type"));

        if (name != NULL && type != NULL && !g_str_equal(type, "memory-region"))
            add_object(readback, container, name, type);
    }
}

static unsigned
add_info(QmpBatch *batch, const char *command)
{
    return qmp_batch_add_strings(batch, "human-monitor-command",
                                 (QmpArgument){"command-line", command}, (QmpArgument){NULL, NULL});
}

static bool
read_objects(Readback *readback, GError **error)
{
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    const QmpArgument none = {NULL, NULL};
    Placement *placement = readback->placement;
    unsigned version = qmp_batch_add_strings(batch, "query-version", none, none);
    unsigned machine = add_get(batch, "/machine", "type");
    unsigned cores = qmp_batch_add_strings(batch, "query-hotpluggable-cpus", none, none);
    unsigned usb = add_info(batch, "info usb");
    unsigned first_list = qmp_batch_n(batch);

    for (size_t i = 0; i < G_N_ELEMENTS(containers); i++)
        add_list(batch, containers[i].path);
    if (!ask(readback, batch, error) || qmp_batch_need(batch, version, error) == NULL ||
        qmp_batch_need(batch, machine, error) == NULL ||
        !readback_machine_take_version(placement, qmp_batch_result(batch, version), error) ||
        !readback_machine_take_type(placement, qmp_batch_result(batch, machine), error))
        return false;
    readback->has_bulk = readback_machine_is_at_least(placement, 10, 1);
    readback->machine_type = g_strdup(qmp_value_string(qmp_batch_result(batch, machine)));
    readback_machine_take_cores(placement, qmp_batch_result(batch, cores));
    readback->usb_text = g_strdup(qmp_value_string(qmp_batch_result(batch, usb)));
    for (unsigned i = 0; i < G_N_ELEMENTS(containers); i++) {
        JsonNode *list = qmp_batch_need(batch, first_list + i, error);

        if (list == NULL)
            return false;
        take_objects(readback, i, list);
    }
    return true;
}

/* ---- which properties they have ---- */

static unsigned
add_machine_options(const Readback *readback, QmpBatch *batch)
{
    return qmp_batch_add_strings(batch, "qom-list-properties",
                                 (QmpArgument){"typename", readback->machine_type},
                                 (QmpArgument){NULL, NULL});
}

/* Lists the properties of one object of each type, and reads the tree of devices. */
static bool
read_types(Readback *readback, GError **error)
{
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    g_autoptr(GPtrArray) types = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    unsigned tree = 0;

    for (unsigned i = 0; i < readback->objects->len; i++) {
        const ReadbackObject *object = g_ptr_array_index(readback->objects, i);

        if (!g_hash_table_add(seen, object->device.type))
            continue;
        g_ptr_array_add(types, g_hash_table_lookup(readback->types, object->device.type));
        add_list(batch, object->path);
    }
    tree = add_info(batch, "info qtree");
    if (!ask(readback, batch, error))
        return false;
    readback->tree_text = g_strdup(qmp_value_string(qmp_batch_result(batch, tree)));
    for (unsigned i = 0; i < types->len; i++)
        readback_machine_take_names(g_ptr_array_index(types, i), qmp_batch_result(batch, i));
    return true;
}

/* Reads which options the machine has, and where QEMU has a command for that all properties of the
 * objects, else which ones they have.  (The properties of a machine's type are its options; the
 * machine itself would list its thousands of children, too.) */
static bool
read_properties(Readback *readback, GError **error)
{
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    unsigned machine = add_machine_options(readback, batch);
    unsigned first = qmp_batch_n(batch);

    if (readback->has_bulk)
        readback_bulk_add(batch, readback->objects);
    if (!ask(readback, batch, error))
        return false;
    readback_machine_take_options(readback->placement, qmp_batch_result(batch, machine));
    readback->has_bulk =
        readback->has_bulk && readback_bulk_take(batch, first, readback->objects, readback->types);
    return readback->has_bulk || read_types(readback, error);
}

static GHashTable *
properties_of(const Readback *readback, const ReadbackObject *object)
{
    return g_hash_table_lookup(readback->types, object->device.type);
}

/* Whether @object is a device that a placement has. */
static bool
is_wanted(const Readback *readback, const ReadbackObject *object)
{
    GHashTable *properties = properties_of(readback, object);
    bool is_users = !g_str_has_prefix(object->path, containers[2].path);

    if (!readback_object_is_device(properties))
        return false;
    return is_users || object->is_phb || readback_object_has_place(properties);
}

static void
drop_others(Readback *readback)
{
    for (unsigned i = readback->objects->len; i > 0; i--) {
        ReadbackObject *object = g_ptr_array_index(readback->objects, i - 1);

        if (is_wanted(readback, object))
            continue;
        g_hash_table_remove(readback->by_path, object->path);
        g_ptr_array_remove_index(readback->objects, i - 1);
    }
}

/* ---- what the properties say ---- */

/* One property that is asked for. */
typedef struct {
    ReadbackObject *object; /* NULL: of the machine */
    unsigned row;           /* of the object; else the position of the capability */
} Get;

/* Takes the value of that row from @tree.  Returns: false when it is not told there. */
static bool
take_from_tree(const ReadbackTree *tree, ReadbackObject *object, unsigned row)
{
    g_autoptr(JsonNode) value = readback_tree_value(tree, object, readback_object_property(row));

    if (value != NULL)
        readback_object_take(object, row, value);
    return value != NULL;
}

/* Lists what has to be asked for one by one, and takes what the tree tells. */
static GArray *
list_gets(const Readback *readback)
{
    g_autoptr(ReadbackTree) tree = readback_tree_new(readback->tree_text, readback->objects);
    GArray *gets = g_array_new(FALSE, FALSE, sizeof(Get));
    const GPtrArray *capabilities = readback->placement->capabilities;

    for (unsigned i = 0; capabilities != NULL && i < capabilities->len; i++)
        g_array_append_val(gets, ((Get){NULL, i}));
    for (unsigned i = 0; !readback->has_bulk && i < readback->objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback->objects, i);

        for (unsigned row = 0; row < readback_object_n_rows(); row++)
            if (readback_object_wants(object, properties_of(readback, object), row) &&
                !take_from_tree(tree, object, row))
                g_array_append_val(gets, ((Get){object, row}));
    }
    return gets;
}

static PlacementCapability *
capability_at(const Readback *readback, unsigned i)
{
    return g_ptr_array_index(readback->placement->capabilities, i);
}

static void
add_one_get(const Readback *readback, QmpBatch *batch, const Get *get)
{
    if (get->object != NULL)
        add_get(batch, get->object->path, readback_object_property(get->row));
    else
        add_get(batch, "/machine", capability_at(readback, get->row)->name);
}

static void
take_one(const Readback *readback, const Get *get, JsonNode *value)
{
    if (get->object != NULL)
        readback_object_take(get->object, get->row, value);
    else
        readback_machine_take_value(capability_at(readback, get->row), value);
}

static bool
read_values(Readback *readback, GError **error)
{
    g_autoptr(GArray) gets = list_gets(readback);

    for (unsigned start = 0; start < gets->len; start += MAX_BATCH) {
        g_autoptr(QmpBatch) batch = qmp_batch_new();
        unsigned n = MIN(gets->len - start, MAX_BATCH);

        for (unsigned i = 0; i < n; i++)
            add_one_get(readback, batch, &g_array_index(gets, Get, start + i));
        if (!ask(readback, batch, error))
            return false;
        for (unsigned i = 0; i < n; i++)
            take_one(readback, &g_array_index(gets, Get, start + i), qmp_batch_result(batch, i));
    }
    return true;
}

/* ---- where they are ---- */

static bool
is_usb(const Readback *readback, const ReadbackObject *object)
{
    return g_hash_table_contains(properties_of(readback, object), "msos-desc");
}

static void
find_ports(Readback *readback)
{
    for (unsigned i = 0; readback->usb_text != NULL && i < readback->objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback->objects, i);

        if (object->device.port == NULL && object->device.id != NULL && is_usb(readback, object))
            object->device.port = readback_bus_usb_port(readback->usb_text, object->device.id);
    }
}

/* What @object has read is the placement's from then on. */
static void
take_object(Readback *readback, ReadbackObject *object)
{
    if (object->is_phb) {
        PlacementPhb *phb = placement_add_phb(readback->placement);

        *phb = object->phb;
        object->phb = (PlacementPhb){0};
    } else {
        PlacementDevice *device = placement_add_device(readback->placement);

        *device = object->device;
        object->device = (PlacementDevice){0};
    }
}

Placement *
readback_run(const ReadbackSource *source, GError **error)
{
    g_auto(Readback) readback = {
        .source = source,
        .placement = placement_new(),
        .objects = g_ptr_array_new_with_free_func((GDestroyNotify)readback_object_free),
        .by_path = g_hash_table_new(g_str_hash, g_str_equal),
        .types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)g_hash_table_unref),
    };

    if (!read_objects(&readback, error) || !read_properties(&readback, error))
        return NULL;
    drop_others(&readback);
    if (!read_values(&readback, error))
        return NULL;
    readback_machine_drop_untold(readback.placement);
    find_ports(&readback);
    for (unsigned i = 0; i < readback.objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback.objects, i);

        readback_object_finish(object);
        readback_bus_place(object, readback.by_path);
    }
    for (unsigned i = 0; i < readback.objects->len; i++)
        take_object(&readback, g_ptr_array_index(readback.objects, i));
    placement_sort(readback.placement);
    return g_steal_pointer(&readback.placement);
}

/* ---- over a connection of ours ---- */

typedef struct {
    Monitor *monitor;
    Qmp *qmp;
    int timeout_ms;
} Connection;

static bool
ask_monitor(void *user, QmpBatch *batch, GError **error)
{
    const Connection *connection = user;

    return monitor_execute_batch(connection->monitor, batch, connection->timeout_ms, error);
}

static bool
ask_qmp(void *user, QmpBatch *batch, GError **error)
{
    const Connection *connection = user;

    return qmp_execute_batch(connection->qmp, batch, connection->timeout_ms, error);
}

Placement *
readback_monitor(Monitor *monitor, int timeout_ms, GError **error)
{
    Connection connection = {.monitor = monitor, .timeout_ms = timeout_ms};
    const ReadbackSource source = {ask_monitor, &connection};

    return readback_run(&source, error);
}

Placement *
readback_qmp(Qmp *qmp, int timeout_ms, GError **error)
{
    Connection connection = {.qmp = qmp, .timeout_ms = timeout_ms};
    const ReadbackSource source = {ask_qmp, &connection};

    return readback_run(&source, error);
}
