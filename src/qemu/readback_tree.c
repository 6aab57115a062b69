/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback_tree.h"

#include <string.h>

/* QEMU's paths of buses that no object of ours makes. */
static const char system_bus[] = "main-system-bus";
static const char system_bus_path[] = "/machine/unattached/sysbus";
static const char other_buses[] = "/machine/unattached";

/* The bus between a virtio device and its transport. */
static const char virtio_bus[] = "virtio-bus";

/* A device as the text has it. */
typedef struct TreeDevice {
    char *type;
    char *id;                         /* "": none */
    char *bus;                        /* that it is on */
    struct TreeDevice *parent;        /* (nullable) that makes this bus */
    const struct TreeDevice *backend; /* (nullable) whose properties it has as well */
    GHashTable *values;               /* name -> text, both owned */
    ReadbackObject *object;           /* nullable: which one it is */
} TreeDevice;

struct ReadbackTree {
    GPtrArray *nodes;      /* (owned) TreeDevice *, in the text's order */
    GHashTable *by_object; /* ReadbackObject * -> TreeDevice * */
};

/* A line that others are below. */
typedef struct {
    size_t indent;
    TreeDevice *device; /* (nullable) it, or the one that makes the bus */
    const char *bus;    /* (nullable) its name, in the text */
} Level;

static void
device_free(gpointer pointer)
{
    TreeDevice *device = pointer;

    g_free(device->type);
    g_free(device->id);
    g_free(device->bus);
    g_hash_table_unref(device->values);
    g_free(device);
}

void
readback_tree_free(ReadbackTree *tree)
{
    if (tree == NULL)
        return;
    g_hash_table_unref(tree->by_object);
    g_ptr_array_unref(tree->nodes);
    g_free(tree);
}

/* ---- the text ---- */

/* Takes "TYPE, id "ID"". */
static void
begin_device(ReadbackTree *tree, GArray *levels, size_t indent, const char *words)
{
    const char *id = strstr(words, ", id \"");
    const Level *above = levels->len > 0 ? &g_array_index(levels, Level, levels->len - 1) : NULL;
    TreeDevice *device = NULL;

    if (id == NULL || above == NULL || above->bus == NULL || !g_str_has_suffix(words, "\""))
        return;
    device = g_new0(TreeDevice, 1);
    device->type = g_strndup(words, (size_t)(id - words));
    id += strlen(", id \"");
    device->id = g_strndup(id, strlen(id) - 1);
    device->bus = g_strdup(above->bus);
    device->parent = above->device;
    if (device->parent != NULL && g_str_equal(device->bus, virtio_bus))
        device->parent->backend = device;
    device->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_ptr_array_add(tree->nodes, device);
    g_array_append_val(levels, ((Level){indent, device, NULL}));
}

static void
begin_bus(GArray *levels, size_t indent, const char *name)
{
    TreeDevice *owner =
        levels->len > 0 ? g_array_index(levels, Level, levels->len - 1).device : NULL;

    g_array_append_val(levels, ((Level){indent, owner, name}));
}

/* Takes "NAME = VALUE", or of a USB device "addr 0.0, port 3.2, speed 12, ...": the port that it
 * has, while the property of that name is what was asked for. */
static void
take_value(const GArray *levels, const char *words)
{
    const char port_key[] = ", port ";
    const char *port = g_str_has_prefix(words, "addr ") ? strstr(words, port_key) : NULL;
    const char *sign = port == NULL ? strstr(words, " = ") : NULL;
    const Level *above = levels->len > 0 ? &g_array_index(levels, Level, levels->len - 1) : NULL;

    if (above == NULL || above->bus != NULL)
        return;
    if (sign != NULL)
        g_hash_table_insert(above->device->values, g_strndup(words, (size_t)(sign - words)),
                            g_strdup(sign + strlen(" = ")));
    else if (port != NULL)
        g_hash_table_insert(above->device->values, g_strdup("port"),
                            g_strdup_printf("\"%.*s\"", (int)strcspn(port + strlen(port_key), ","),
                                            port + strlen(port_key)));
}

static void
take_line(ReadbackTree *tree, GArray *levels, const char *line)
{
    size_t indent = strspn(line, " ");
    const char *words = line + indent;

    while (levels->len > 0 && g_array_index(levels, Level, levels->len - 1).indent >= indent)
        g_array_set_size(levels, levels->len - 1);
    if (g_str_has_prefix(words, "dev: "))
        begin_device(tree, levels, indent, words + strlen("dev: "));
    else if (g_str_has_prefix(words, "bus: "))
        begin_bus(levels, indent, words + strlen("bus: "));
    else
        take_value(levels, words);
}

/* ---- which object each is ---- */

/* Notes that @name stands for @item; a name that stands for two stands for none. */
static void
note_name(GHashTable *names, const char *name, gpointer item)
{
    bool is_known = g_hash_table_contains(names, name);

    g_hash_table_insert(names, (gpointer)name, is_known ? NULL : item);
}

static const char *
id_of(const ReadbackObject *object)
{
    return object->device.id != NULL ? object->device.id : "";
}

/* Joins @device with @object (both nullable) when they are of one type. */
static void
join(ReadbackTree *tree, TreeDevice *device, ReadbackObject *object)
{
    if (device == NULL || object == NULL || !g_str_equal(device->type, object->device.type))
        return;
    device->object = object;
    g_hash_table_insert(tree->by_object, object, device);
}

/* Joins the named ones by their ids, the others by their types.  (The machine gives some of its own
 * devices an id that names no object.) */
static void
join_all(ReadbackTree *tree, const GPtrArray *objects)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) types = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) unnamed = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(objects, i);

        if (object->device.id == NULL)
            note_name(unnamed, object->device.type, object);
        else
            g_hash_table_add(named, object->device.id);
    }
    for (unsigned i = 0; i < tree->nodes->len; i++) {
        TreeDevice *device = g_ptr_array_index(tree->nodes, i);

        if (g_hash_table_contains(named, device->id))
            note_name(ids, device->id, device);
        else
            note_name(types, device->type, device);
    }
    for (unsigned i = 0; i < objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(objects, i);

        if (object->device.id != NULL)
            join(tree, g_hash_table_lookup(ids, id_of(object)), object);
        else if (g_hash_table_lookup(unnamed, object->device.type) == object)
            join(tree, g_hash_table_lookup(types, object->device.type), object);
    }
}

ReadbackTree *
readback_tree_new(const char *text, const GPtrArray *objects)
{
    ReadbackTree *tree = g_new0(ReadbackTree, 1);
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(Level));
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    tree->nodes = g_ptr_array_new_with_free_func(device_free);
    tree->by_object = g_hash_table_new(NULL, NULL);
    for (size_t i = 0; lines[i] != NULL; i++)
        take_line(tree, levels, g_strchomp(lines[i]));
    join_all(tree, objects);
    return tree;
}

/* ---- types ---- */

static void
add_names(GHashTable *names, GHashTable *values)
{
    GHashTableIter iterator;
    gpointer name = NULL;

    g_hash_table_iter_init(&iterator, values);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        g_hash_table_add(names, g_strdup(name));
}

void
readback_tree_add_names(const ReadbackTree *tree, const ReadbackObject *object, GHashTable *names)
{
    const TreeDevice *device = g_hash_table_lookup(tree->by_object, object);

    if (device == NULL)
        return;
    g_hash_table_add(names, g_strdup("realized"));
    g_hash_table_add(names, g_strdup("parent_bus"));
    add_names(names, device->values);
    if (device->backend != NULL)
        add_names(names, device->backend->values);
}

bool
readback_tree_may_have(const ReadbackTree *tree, const char *type)
{
    for (unsigned i = 0; i < tree->nodes->len; i++) {
        const TreeDevice *device = g_ptr_array_index(tree->nodes, i);

        if (g_str_equal(device->type, type))
            return true;
    }
    return tree->nodes->len == 0;
}

/* ---- values ---- */

static JsonNode *
int_node(int64_t number)
{
    return json_node_init_int(json_node_alloc(), number);
}

/* The device that a virtio device is split into makes the bus of its own devices. */
static bool
is_backend(const TreeDevice *device)
{
    return g_str_equal(device->bus, virtio_bus);
}

/* Returns: (owned, nullable) the path of the bus; NULL when it is not known which object makes it.
 * Of buses that none of them can make the name alone is right. */
static JsonNode *
bus_node(const TreeDevice *device)
{
    const TreeDevice *owner = device->parent;
    const char *folder = other_buses;
    g_autofree char *path = NULL;

    if (owner != NULL && owner->object != NULL)
        folder = owner->object->path;
    else if (owner != NULL && !is_backend(owner))
        return NULL;
    path = g_str_equal(device->bus, system_bus) ? g_strdup(system_bus_path)
                                                : g_strconcat(folder, "/", device->bus, NULL);
    return json_node_init_string(json_node_alloc(), path);
}

/* "1f.7" -> 255: slot and function.  Returns: (owned, nullable). */
static JsonNode *
devfn_node(const char *text)
{
    char *end = NULL;
    uint64_t slot = g_ascii_strtoull(text, &end, 16);
    uint64_t function = 0;

    if (end == text || *end != '.')
        return NULL;
    text = end + 1;
    function = g_ascii_strtoull(text, &end, 16);
    if (end == text || *end != '\0' || slot > 31 || function > 7)
        return NULL;
    return int_node((int64_t)(slot * 8 + function));
}

/* "5 (0x5)". */
static JsonNode *
number_node(const char *text)
{
    char *end = NULL;
    int64_t number = g_ascii_strtoll(text, &end, 10);

    if (end == text || !g_str_has_prefix(end, " (0x") || number == INT64_MAX)
        return NULL;
    return int_node(number);
}

static JsonNode *
value_node(const char *text)
{
    size_t length = strlen(text);
    g_autofree char *within = NULL;

    if (g_str_equal(text, "true") || g_str_equal(text, "false"))
        return json_node_init_boolean(json_node_alloc(), g_str_equal(text, "true"));
    if (text[0] != '"')
        return number_node(text);
    if (length < 2 || text[length - 1] != '"')
        return NULL;
    within = g_strndup(text + 1, length - 2);
    return json_node_init_string(json_node_alloc(), within);
}

JsonNode *
readback_tree_value(const ReadbackTree *tree, const ReadbackObject *object, const char *property)
{
    const TreeDevice *device = g_hash_table_lookup(tree->by_object, object);
    const char *text = NULL;

    if (device == NULL)
        return NULL;
    if (g_str_equal(property, "parent_bus"))
        return bus_node(device);
    text = g_hash_table_lookup(device->values, property);
    if (text == NULL && device->backend != NULL)
        text = g_hash_table_lookup(device->backend->values, property);
    if (text == NULL)
        return NULL;
    return g_str_equal(property, "addr") ? devfn_node(text) : value_node(text);
}
