/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_batch.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/part.h"
#include "qemu/qmp_answer.h"

typedef struct {
    char *command;
    JsonObject *arguments; /* nullable */
    JsonNode *result;      /* nullable */
    GError *problem;       /* nullable: why there is no result */
} Entry;

struct QmpBatch {
    GPtrArray *entries;
};

static void
entry_free(gpointer pointer)
{
    Entry *entry = pointer;

    g_free(entry->command);
    g_clear_pointer(&entry->arguments, json_object_unref);
    g_clear_pointer(&entry->result, json_node_unref);
    g_clear_error(&entry->problem);
    g_free(entry);
}

QmpBatch *
qmp_batch_new(void)
{
    QmpBatch *batch = g_new0(QmpBatch, 1);

    batch->entries = g_ptr_array_new_with_free_func(entry_free);
    return batch;
}

void
qmp_batch_free(QmpBatch *batch)
{
    if (batch == NULL)
        return;
    g_ptr_array_unref(batch->entries);
    g_free(batch);
}

unsigned
qmp_batch_add(QmpBatch *batch, const char *command, JsonObject *arguments)
{
    Entry *entry = g_new0(Entry, 1);

    entry->command = g_strdup(command);
    entry->arguments = arguments;
    g_ptr_array_add(batch->entries, entry);
    return batch->entries->len - 1;
}

unsigned
qmp_batch_add_strings(QmpBatch *batch, const char *command, QmpArgument first, QmpArgument second)
{
    JsonObject *arguments = first.name != NULL ? json_object_new() : NULL;

    if (first.name != NULL)
        part_set_string(arguments, first.name, first.value);
    if (second.name != NULL)
        part_set_string(arguments, second.name, second.value);
    return qmp_batch_add(batch, command, arguments);
}

unsigned
qmp_batch_n(const QmpBatch *batch)
{
    return batch->entries->len;
}

static Entry *
entry_at(const QmpBatch *batch, unsigned i)
{
    return g_ptr_array_index(batch->entries, i);
}

const char *
qmp_batch_command(const QmpBatch *batch, unsigned i)
{
    return entry_at(batch, i)->command;
}

JsonObject *
qmp_batch_arguments(const QmpBatch *batch, unsigned i)
{
    return entry_at(batch, i)->arguments;
}

static void
append_message(GString *text, const Entry *entry, int64_t id)
{
    g_autoptr(JsonObject) message = json_object_new();
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), message);
    g_autofree char *line = NULL;

    json_object_set_string_member(message, "execute", entry->command);
    if (entry->arguments != NULL)
        json_object_set_object_member(message, "arguments", json_object_ref(entry->arguments));
    if (id != 0)
        json_object_set_int_member(message, "id", id);
    line = json_to_string(node, FALSE);
    g_string_append_printf(text, "%s\r\n", line);
}

char *
qmp_batch_text(const QmpBatch *batch, int64_t first_id)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < batch->entries->len; i++)
        append_message(text, entry_at(batch, i), first_id != 0 ? first_id + i : 0);
    return g_string_free(text, FALSE);
}

void
qmp_batch_take_answer(QmpBatch *batch, unsigned i, JsonObject *answer)
{
    Entry *entry = entry_at(batch, i);
    QmpRefusal refusal = QMP_REFUSAL_NONE;

    g_clear_pointer(&entry->result, json_node_unref);
    g_clear_error(&entry->problem);
    entry->result = qmp_answer_result(answer, entry->command, &refusal, &entry->problem);
}

JsonNode *
qmp_batch_result(const QmpBatch *batch, unsigned i)
{
    return entry_at(batch, i)->result;
}

JsonNode *
qmp_batch_need(const QmpBatch *batch, unsigned i, GError **error)
{
    const Entry *entry = entry_at(batch, i);

    if (entry->problem != NULL)
        g_propagate_error(error, g_error_copy(entry->problem));
    else if (entry->result == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("QEMU was not asked for '%s'"),
                    entry->command);
    return entry->result;
}
