/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/kvm_stats.h"

#include <string.h>

#include "qemu/qmp_member.h"

struct KvmStats {
    JsonNode *answer, *schemas; /* (owned) */
    JsonArray *rows;            /* (borrowed) of @answer: one for each vCPU, or one for the guest */
    GHashTable *schema_of;      /* (owned) name of a counter -> its row of @schemas, (borrowed) */
};

/* Adds the counters of @target that @schema, those of one provider, has. */
static void
note_schema(GHashTable *schema_of, JsonObject *schema, const char *target)
{
    JsonArray *rows = qmp_member_array(schema, "stats");

    if (strcmp(qmp_member_string(schema, "target", ""), target) != 0)
        return;
    for (guint i = 0; i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);
        const char *name = qmp_member_name(row, "name");

        if (name != NULL)
            g_hash_table_insert(schema_of, (char *)name, row);
    }
}

KvmStats *
kvm_stats_new(JsonNode *answer, JsonNode *schemas, const char *target)
{
    KvmStats *stats = g_new0(KvmStats, 1);
    JsonArray *rows = qmp_value_array(schemas);

    stats->answer = answer;
    stats->schemas = schemas;
    stats->rows = qmp_value_array(answer);
    stats->schema_of = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < qmp_value_n_elements(rows); i++)
        note_schema(stats->schema_of, qmp_value_object_element(rows, i), target);
    return stats;
}

void
kvm_stats_free(KvmStats *stats)
{
    if (stats == NULL)
        return;
    g_hash_table_unref(stats->schema_of);
    g_clear_pointer(&stats->answer, json_node_unref);
    g_clear_pointer(&stats->schemas, json_node_unref);
    g_free(stats);
}

KvmStats *
kvm_stats_query(Run *run, const char *target)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonNode) answer = NULL;

    json_object_set_string_member(arguments, "target", target);
    answer = run_execute(run, "query-stats", arguments, NULL);
    if (qmp_value_n_elements(qmp_value_array(answer)) == 0)
        return NULL;
    return kvm_stats_new(g_steal_pointer(&answer),
                         run_execute(run, "query-stats-schemas", NULL, NULL), target);
}

/* Returns: (static, nullable) the ending of a counter's name; NULL for a histogram. */
static const char *
ending_of(JsonObject *schema)
{
    static const struct {
        const char *type, *ending;
    } endings[] = {{"cumulative", "sum"}, {"instant", "cur"}, {"peak", "max"}};
    const char *type = qmp_member_string(schema, "type", "");

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
        if (strcmp(endings[i].type, type) == 0)
            return endings[i].ending;
    return NULL;
}

static void
add_counter(const KvmStats *stats, JsonObject *counter, const char *prefix, Params *params)
{
    const char *name = qmp_member_string(counter, "name", "");
    const char *ending = ending_of(g_hash_table_lookup(stats->schema_of, name));
    JsonNode *value = qmp_member(counter, "value");
    int64_t number = 0;
    bool flag = false;

    if (ending == NULL)
        return;
    if (qmp_value_bool(value, &flag))
        params_add_boolean(params, flag, "%s.%s.%s", prefix, name, ending);
    else if (qmp_value_int(value, 0, INT64_MAX, &number))
        params_add_ullong(params, (uint64_t)number, "%s.%s.%s", prefix, name, ending);
}

void
kvm_stats_add(const KvmStats *stats, unsigned i, const char *prefix, Params *params)
{
    JsonObject *row = stats != NULL ? qmp_value_object_element(stats->rows, i) : NULL;
    JsonArray *counters = qmp_member_array(row, "stats");

    for (guint c = 0; c < qmp_value_n_elements(counters); c++)
        add_counter(stats, qmp_value_object_element(counters, c), prefix, params);
}

/* Returns: the counter @name of @row (nullable); 0 when it has none. */
static uint64_t
value_of(JsonObject *row, const char *name)
{
    JsonArray *counters = qmp_member_array(row, "stats");

    for (guint c = 0; c < qmp_value_n_elements(counters); c++) {
        JsonObject *counter = qmp_value_object_element(counters, c);

        if (strcmp(qmp_member_string(counter, "name", ""), name) == 0)
            return (uint64_t)qmp_member_int(counter, "value", 0, INT64_MAX, 0);
    }
    return 0;
}

uint64_t
kvm_stats_sum(const KvmStats *stats, const char *name)
{
    uint64_t sum = 0;

    for (guint i = 0; stats != NULL && i < qmp_value_n_elements(stats->rows); i++)
        sum += value_of(qmp_value_object_element(stats->rows, i), name);
    return sum;
}
