/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_value.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

/* 2^63: the first double past int64_t's end. */
static const double int64_end = 9223372036854775808.0;

static bool
is_a(JsonNode *value, GType type)
{
    return value != NULL && JSON_NODE_HOLDS_VALUE(value) && json_node_get_value_type(value) == type;
}

const char *
qmp_value_string(JsonNode *value)
{
    return is_a(value, G_TYPE_STRING) ? json_node_get_string(value) : NULL;
}

JsonObject *
qmp_value_object(JsonNode *value)
{
    return value != NULL && JSON_NODE_HOLDS_OBJECT(value) ? json_node_get_object(value) : NULL;
}

JsonArray *
qmp_value_array(JsonNode *value)
{
    return value != NULL && JSON_NODE_HOLDS_ARRAY(value) ? json_node_get_array(value) : NULL;
}

bool
qmp_value_bool(JsonNode *value, bool *flag)
{
    bool is_bool = is_a(value, G_TYPE_BOOLEAN);

    if (is_bool)
        *flag = json_node_get_boolean(value);
    return is_bool;
}

/* Returns: true when @value is a whole number that an int64_t holds.  json-glib 1.10 makes
 * INT64_MAX of every larger one, such as the 2^64 - 1 that QEMU has for "not known". */
static bool
read_number(JsonNode *value, int64_t *number)
{
    double real = 0;
    int64_t whole = 0;

    if (is_a(value, G_TYPE_INT64)) {
        *number = json_node_get_int(value);
        return *number != INT64_MAX;
    }
    if (!is_a(value, G_TYPE_DOUBLE))
        return false;
    real = json_node_get_double(value);
    /* Not a number compares false with everything. */
    if (!(real >= -int64_end && real < int64_end))
        return false;
    whole = (int64_t)real;
    if ((double)whole < real || (double)whole > real)
        return false;
    *number = whole;
    return true;
}

bool
qmp_value_int(JsonNode *value, int64_t minimum, int64_t maximum, int64_t *number)
{
    int64_t whole = 0;

    if (!read_number(value, &whole) || whole < minimum || whole > maximum)
        return false;
    *number = whole;
    return true;
}

unsigned
qmp_value_n_members(JsonObject *object)
{
    return object != NULL ? json_object_get_size(object) : 0;
}

unsigned
qmp_value_n_elements(JsonArray *array)
{
    return array != NULL ? json_array_get_length(array) : 0;
}

JsonNode *
qmp_value_element(JsonArray *array, unsigned i)
{
    return i < qmp_value_n_elements(array) ? json_array_get_element(array, i) : NULL;
}

JsonObject *
qmp_value_object_element(JsonArray *array, unsigned i)
{
    return qmp_value_object(qmp_value_element(array, i));
}

static void
check_type(const void *value, const char *command, GError **error)
{
    if (value == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("QEMU's answer to '%s' is of the wrong type"), command);
}

JsonObject *
qmp_value_need_object(JsonNode *answer, const char *command, GError **error)
{
    JsonObject *object = qmp_value_object(answer);

    check_type(object, command, error);
    return object;
}

JsonArray *
qmp_value_need_array(JsonNode *answer, const char *command, GError **error)
{
    JsonArray *array = qmp_value_array(answer);

    check_type(array, command, error);
    return array;
}

const char *
qmp_value_need_string(JsonNode *answer, const char *command, GError **error)
{
    const char *string = qmp_value_string(answer);

    check_type(string, command, error);
    return string;
}
