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
    const Placement *wanted; /* nullable */
    Placement *placement;
    char *machine_type;  /* "pseries-7.2-machine" */
    GPtrArray *objects;  /* (owned) ReadbackObject * */
    GPtrArray *kept;     /* (borrowed) those of @objects that the placement has */
    GHashTable *by_path; /* path -> ReadbackObject *, both borrowed */
    GHashTable *types;   /* (owned) type -> set of the names of its properties (owned) */
    ReadbackTree *tree;  /* of @objects */
    bool has_bulk;       /* QEMU may tell all properties of many objects at once */
} Readback;

static void
readback_clear(Readback *readback)
{
    placement_free(readback->placement);
    g_hash_table_unref(readback->by_path);
    g_hash_table_unref(readback->types);
    readback_tree_free(readback->tree);
    g_ptr_array_unref(readback->kept);
    g_ptr_array_unref(readback->objects);
    g_free(readback->machine_type);
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

static unsigned
n_capabilities(const Placement *placement)
{
    return placement->capabilities != NULL ? placement->capabilities->len : 0;
}

static PlacementCapability *
capability_at(const Placement *placement, unsigned i)
{
    return g_ptr_array_index(placement->capabilities, i);
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

        /* QEMU makes an igb's virtual functions with it. */
        if (name != NULL && type != NULL && !g_str_equal(type, "memory-region") &&
            !g_str_equal(type, "igbvf"))
            add_object(readback, container, name, type);
    }
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
    unsigned tree = qmp_batch_add_strings(batch, "human-monitor-command",
                                          (QmpArgument){"command-line", "info qtree"}, none);
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
    for (unsigned i = 0; i < G_N_ELEMENTS(containers); i++) {
        JsonNode *list = qmp_batch_need(batch, first_list + i, error);

        if (list == NULL)
            return false;
        take_objects(readback, i, list);
    }
    readback->tree =
        readback_tree_new(qmp_value_string(qmp_batch_result(batch, tree)), readback->objects);
    return true;
}

/* ---- which properties they have ---- */

/* Asks for the machine's options, unless it is known which ones are wanted.  (The properties of a
 * machine's type are its options; the machine itself would list its thousands of children, too.) */
static void
add_machine_options(const Readback *readback, QmpBatch *batch)
{
    if (readback->wanted == NULL)
        qmp_batch_add_strings(batch, "qom-list-properties",
                              (QmpArgument){"typename", readback->machine_type},
                              (QmpArgument){NULL, NULL});
}

static void
take_machine_options(const Readback *readback, const QmpBatch *batch)
{
    const Placement *wanted = readback->wanted;

    if (wanted == NULL)
        readback_machine_take_options(readback->placement, qmp_batch_result(batch, 0));
    for (unsigned i = 0; wanted != NULL && i < n_capabilities(wanted); i++)
        placement_add_capability(readback->placement, capability_at(wanted, i)->name);
}

static bool
is_users(const ReadbackObject *object)
{
    return !g_str_has_prefix(object->path, containers[2].path);
}

/* Takes the properties of each type that the tree tells. */
static void
take_types_from_tree(Readback *readback)
{
    for (unsigned i = 0; i < readback->objects->len; i++) {
        const ReadbackObject *object = g_ptr_array_index(readback->objects, i);

        readback_tree_add_names(readback->tree, object,
                                g_hash_table_lookup(readback->types, object->device.type));
    }
}

/* Lists the properties of one object of each type of which the tree tells nothing.  What the
 * machine made and is on no bus has no place.
 * Returns: (owned) the sets that the answers are for. */
static GPtrArray *
add_types(Readback *readback, QmpBatch *batch)
{
    GPtrArray *types = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    take_types_from_tree(readback);
    for (unsigned i = 0; i < readback->objects->len; i++) {
        const ReadbackObject *object = g_ptr_array_index(readback->objects, i);
        const char *type = object->device.type;
        GHashTable *names = g_hash_table_lookup(readback->types, type);

        if (g_hash_table_size(names) > 0 ||
            (!is_users(object) && !readback_tree_may_have(readback->tree, type)) ||
            !g_hash_table_add(seen, object->device.type))
            continue;
        g_ptr_array_add(types, names);
        add_list(batch, object->path);
    }
    return types;
}

static void
take_types(const GPtrArray *types, const QmpBatch *batch, unsigned first)
{
    for (unsigned i = 0; i < types->len; i++)
        readback_machine_take_names(g_ptr_array_index(types, i),
                                    qmp_batch_result(batch, first + i));
}

/* Reads all properties of the objects by one command for many, where QEMU has it. */
static bool
read_bulk(Readback *readback, GError **error)
{
    g_autoptr(QmpBatch) batch = qmp_batch_new();

    if (!readback->has_bulk)
        return true;
    readback_bulk_add(batch, readback->objects);
    if (!ask(readback, batch, error))
        return false;
    readback->has_bulk = readback_bulk_take(batch, readback->objects, readback->types);
    return true;
}

/* Reads which options the machine has, and which properties the objects have. */
static bool
read_properties(Readback *readback, GError **error)
{
    g_autoptr(QmpBatch) batch = qmp_batch_new();
    g_autoptr(GPtrArray) types = NULL;
    unsigned first = 0;

    add_machine_options(readback, batch);
    first = qmp_batch_n(batch);
    types = add_types(readback, batch);
    if (!ask(readback, batch, error))
        return false;
    take_machine_options(readback, batch);
    take_types(types, batch, first);
    return true;
}

static GHashTable *
properties_of(const Readback *readback, const ReadbackObject *object)
{
    return g_hash_table_lookup(readback->types, object->device.type);
}

/* Lists the objects that are devices of a placement. */
static void
find_devices(Readback *readback)
{
    for (unsigned i = 0; i < readback->objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback->objects, i);
        GHashTable *properties = properties_of(readback, object);

        if (readback_object_is_device(properties) &&
            (is_users(object) || object->is_phb || readback_object_has_place(properties)))
            g_ptr_array_add(readback->kept, object);
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
take_from_tree(const Readback *readback, ReadbackObject *object, unsigned row)
{
    g_autoptr(JsonNode) value =
        readback_tree_value(readback->tree, object, readback_object_property(row));

    if (value != NULL)
        readback_object_take(object, row, value);
    return value != NULL;
}

/* Lists what has to be asked for one by one, and takes what the tree tells. */
static GArray *
list_gets(const Readback *readback)
{
    GArray *gets = g_array_new(FALSE, FALSE, sizeof(Get));

    for (unsigned i = 0; i < n_capabilities(readback->placement); i++)
        g_array_append_val(gets, ((Get){NULL, i}));
    for (unsigned i = 0; !readback->has_bulk && i < readback->kept->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback->kept, i);

        for (unsigned row = 0; row < readback_object_n_rows(); row++)
            if (readback_object_wants(object, properties_of(readback, object), row) &&
                !take_from_tree(readback, object, row))
                g_array_append_val(gets, ((Get){object, row}));
    }
    return gets;
}

static void
add_one_get(const Readback *readback, QmpBatch *batch, const Get *get)
{
    if (get->object != NULL)
        add_get(batch, get->object->path, readback_object_property(get->row));
    else
        add_get(batch, "/machine", capability_at(readback->placement, get->row)->name);
}

static void
take_one(const Readback *readback, const Get *get, JsonNode *value)
{
    if (get->object != NULL)
        readback_object_take(get->object, get->row, value);
    else
        readback_machine_take_value(capability_at(readback->placement, get->row), value);
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

/* The property of a USB device is the port that was asked for. */
static void
take_port(const Readback *readback, ReadbackObject *object)
{
    for (unsigned row = 0; row < readback_object_n_rows(); row++)
        if (g_str_equal(readback_object_property(row), "port") &&
            readback_object_wants(object, properties_of(readback, object), row))
            take_from_tree(readback, object, row);
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
readback_run(const ReadbackSource *source, const Placement *wanted, GError **error)
{
    g_auto(Readback) readback = {
        .source = source,
        .wanted = wanted,
        .placement = placement_new(),
        .objects = g_ptr_array_new_with_free_func((GDestroyNotify)readback_object_free),
        .kept = g_ptr_array_new(),
        .by_path = g_hash_table_new(g_str_hash, g_str_equal),
        .types = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)g_hash_table_unref),
    };

    if (!read_objects(&readback, error) || !read_bulk(&readback, error) ||
        !read_properties(&readback, error))
        return NULL;
    find_devices(&readback);
    if (!read_values(&readback, error))
        return NULL;
    readback_machine_drop_untold(readback.placement);
    for (unsigned i = 0; i < readback.kept->len; i++) {
        ReadbackObject *object = g_ptr_array_index(readback.kept, i);

        take_port(&readback, object);
        readback_object_finish(object);
        readback_bus_place(object, readback.by_path);
    }
    for (unsigned i = 0; i < readback.kept->len; i++)
        take_object(&readback, g_ptr_array_index(readback.kept, i));
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
readback_monitor(Monitor *monitor, const Placement *wanted, int timeout_ms, GError **error)
{
    Connection connection = {.monitor = monitor, .timeout_ms = timeout_ms};
    const ReadbackSource source = {ask_monitor, &connection};

    return readback_run(&source, wanted, error);
}

Placement *
readback_qmp(Qmp *qmp, const Placement *wanted, int timeout_ms, GError **error)
{
    Connection connection = {.qmp = qmp, .timeout_ms = timeout_ms};
    const ReadbackSource source = {ask_qmp, &connection};

    return readback_run(&source, wanted, error);
}
