/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback_bulk.h"

#include "qemu/qmp_member.h"
#include "qemu/readback_machine.h"

/* Objects of one command: an answer has some 8 KiB for each. */
enum { N_TOGETHER = 32 };

void
readback_bulk_add(QmpBatch *batch, const GPtrArray *objects)
{
    for (unsigned start = 0; start < objects->len; start += N_TOGETHER) {
        JsonObject *arguments = json_object_new();
        JsonArray *paths = json_array_new();
        unsigned end = MIN(start + N_TOGETHER, objects->len);

        for (unsigned i = start; i < end; i++) {
            const ReadbackObject *object = g_ptr_array_index(objects, i);

            json_array_add_string_element(paths, object->path);
        }
        json_object_set_array_member(arguments, "paths", paths);
        qmp_batch_add(batch, "qom-list-get", arguments);
    }
}

/* Returns: (borrowed, nullable) the list of properties of object @i, each with its value. */
static JsonNode *
properties_of(const QmpBatch *batch, unsigned i)
{
    JsonArray *answer = qmp_value_array(qmp_batch_result(batch, i / N_TOGETHER));

    return qmp_member(qmp_value_object_element(answer, i % N_TOGETHER), "properties");
}

static void
take_values(ReadbackObject *object, JsonNode *answer, GHashTable *names)
{
    g_autoptr(GHashTable) values = g_hash_table_new(g_str_hash, g_str_equal);
    JsonArray *list = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        JsonObject *property = qmp_value_object_element(list, i);
        const char *name = qmp_member_name(property, "name");

        if (name != NULL)
            g_hash_table_insert(values, (gpointer)name, qmp_member(property, "value"));
    }
    for (unsigned row = 0; row < readback_object_n_rows(); row++)
        if (readback_object_wants(object, names, row))
            readback_object_take(object, row,
                                 g_hash_table_lookup(values, readback_object_property(row)));
}

bool
readback_bulk_take(const QmpBatch *batch, const GPtrArray *objects, GHashTable *types)
{
    for (unsigned i = 0; i < objects->len; i++)
        if (qmp_value_array(properties_of(batch, i)) == NULL)
            return false;
    for (unsigned i = 0; i < objects->len; i++) {
        ReadbackObject *object = g_ptr_array_index(objects, i);
        GHashTable *names = g_hash_table_lookup(types, object->device.type);
        JsonNode *properties = properties_of(batch, i);

        if (g_hash_table_size(names) == 0)
            readback_machine_take_names(names, properties);
        take_values(object, properties, names);
    }
    return true;
}
