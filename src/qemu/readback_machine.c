/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback_machine.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/machine_option.h"
#include "qemu/qmp_member.h"
#include "xml/node.h"

enum { MAX_VERSION_NUMBER = 999 };

bool
readback_machine_take_version(Placement *placement, JsonNode *answer, GError **error)
{
    JsonObject *numbers = qmp_member_object(qmp_value_object(answer), "qemu");
    const char *const names[] = {"major", "minor", "micro"};
    int64_t parts[G_N_ELEMENTS(names)] = {0};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        parts[i] = qmp_member_int(numbers, names[i], 0, MAX_VERSION_NUMBER, -1);
    if (parts[0] < 0 || parts[1] < 0 || parts[2] < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the answer to '%s' is not that of a QEMU"), "query-version");
        return false;
    }
    placement->version =
        g_strdup_printf("%" PRId64 ".%" PRId64 ".%" PRId64, parts[0], parts[1], parts[2]);
    return true;
}

bool
readback_machine_is_at_least(const Placement *placement, unsigned major_number,
                             unsigned minor_number)
{
    char *end = NULL;
    guint64 found_major = g_ascii_strtoull(placement->version, &end, 10);
    guint64 found_minor = *end == '.' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;

    return found_major > major_number ||
           (found_major == major_number && found_minor >= minor_number);
}

/* "pseries-7.2-machine" -> "pseries-7.2" */
bool
readback_machine_take_type(Placement *placement, JsonNode *answer, GError **error)
{
    const char *type = qmp_value_need_string(answer, "qom-get", error);
    const char suffix[] = "-machine";

    if (type == NULL)
        return false;
    if (!xml_is_text(type) || type[0] == '\0') {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the answer to '%s' is not that of a QEMU"), "qom-get");
        return false;
    }
    placement->machine =
        g_strndup(type, strlen(type) - (g_str_has_suffix(type, suffix) ? strlen(suffix) : 0));
    return true;
}

/* Of a machine that knows its processors by core.  A core that is there has a path. */
void
readback_machine_take_cores(Placement *placement, JsonNode *answer)
{
    JsonArray *list = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        JsonObject *item = qmp_value_object_element(list, i);
        JsonObject *place = qmp_member_object(item, "props");
        int64_t id = qmp_member_int(place, "core-id", 0, UINT32_MAX, -1);
        PlacementCore *core = NULL;

        if (id < 0 || qmp_member(place, "socket-id") != NULL ||
            qmp_member_string(item, "qom-path", NULL) == NULL)
            continue;
        core = placement_add_core(placement);
        core->id = OPTIONAL_UINT((uint64_t)id);
        core->node = (OptionalInt){qmp_member_int(place, "node-id", 0, G_MAXINT, -1), true};
        core->type = g_strdup(qmp_member_name(item, "type"));
    }
}

void
readback_machine_take_names(GHashTable *names, JsonNode *answer)
{
    JsonArray *list = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        const char *name = qmp_member_name(qmp_value_object_element(list, i), "name");

        if (name != NULL)
            g_hash_table_add(names, g_strdup(name));
    }
}

/* A QEMU before 2.12 does not list them: then nothing is known of them. */
void
readback_machine_take_options(Placement *placement, JsonNode *answer)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iterator;
    gpointer name = NULL;

    readback_machine_take_names(names, answer);
    g_hash_table_iter_init(&iterator, names);
    while (g_hash_table_iter_next(&iterator, &name, NULL))
        if (machine_option_is_seen(name))
            placement_add_capability(placement, name);
}

/* Returns: (owned, nullable) a value of the machine as text. */
static char *
value_text(JsonNode *value)
{
    const char *text = qmp_value_string(value);
    int64_t number = 0;
    bool flag = false;

    if (text != NULL)
        return xml_is_text(text) ? g_strdup(text) : NULL;
    if (qmp_value_bool(value, &flag))
        return g_strdup(flag ? "on" : "off");
    return qmp_value_int(value, INT64_MIN, INT64_MAX, &number) ? g_strdup_printf("%" PRId64, number)
                                                               : NULL;
}

void
readback_machine_take_value(PlacementCapability *capability, JsonNode *value)
{
    g_free(capability->value);
    capability->value = value_text(value);
}

/* Capabilities that the machine would not tell are none. */
void
readback_machine_drop_untold(Placement *placement)
{
    GPtrArray *capabilities = placement->capabilities;

    for (unsigned i = capabilities != NULL ? capabilities->len : 0; i > 0; i--) {
        PlacementCapability *capability = g_ptr_array_index(capabilities, i - 1);

        if (capability->value != NULL)
            continue;
        xml_binding_free(&placement_capability_binding, capability);
        g_ptr_array_remove_index(capabilities, i - 1);
    }
}
