/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/inspect.h"

#include <string.h>

#include "plan/live.h"

/* What can be iterated over of an answer that should be a list of objects. */
static JsonArray *
rows_of(JsonNode *answer)
{
    return answer != NULL && JSON_NODE_HOLDS_ARRAY(answer) ? json_node_get_array(answer) : NULL;
}

static bool
inspect_chardevs(Run *run, Domain *live, GError **error)
{
    static const char pty_prefix[] = "pty:";
    g_autoptr(JsonNode) answer = run_execute(run, "query-chardev", NULL, error);
    JsonArray *rows = rows_of(answer);

    for (guint i = 0; rows != NULL && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const char *label = json_object_get_string_member_with_default(row, "label", "");
        const char *name = json_object_get_string_member_with_default(row, "filename", "");

        if (g_str_has_prefix(name, pty_prefix))
            live_set_pty(live, label, name + strlen(pty_prefix));
    }
    return answer != NULL;
}

bool
inspect_vcpus(Run *run, GError **error)
{
    g_autoptr(JsonNode) answer = run_execute(run, "query-cpus-fast", NULL, error);
    JsonArray *rows = rows_of(answer);

    for (guint i = 0; rows != NULL && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        gint64 number = json_object_get_int_member_with_default(row, "cpu-index", 0);
        pid_t thread = (pid_t)json_object_get_int_member_with_default(row, "thread-id", 0);

        if (number < 0 || number >= 4096)
            continue;
        if (run->vcpus->len <= (guint)number)
            g_array_set_size(run->vcpus, (guint)number + 1);
        g_array_index(run->vcpus, pid_t, number) = thread;
    }
    return answer != NULL;
}

bool
inspect_run(Run *run, Domain *live, GError **error)
{
    return inspect_chardevs(run, live, error) && inspect_vcpus(run, error);
}
