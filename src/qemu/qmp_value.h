/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Untrusted JSON of a QEMU, a client or a file, read by type.
 *
 * A value of another type, an absent one (NULL) and JSON's null all read as missing; nothing here
 * warns or aborts.  All JSON in this project is read this way; json-glib's own getters assert the
 * type.  For the thread that owns the value, since json-glib's references are not atomic.  Never
 * blocks.
 */

/* Returns: (borrowed, nullable) the value if it has that type. */
const char *qmp_value_string(JsonNode *value);
JsonObject *qmp_value_object(JsonNode *value);
JsonArray *qmp_value_array(JsonNode *value);

/* Returns: true when @value is a boolean, and then sets @flag. */
bool qmp_value_bool(JsonNode *value, bool *flag);

/* Returns: true when @value is a whole number (4.0 is one as well) between @minimum and @maximum,
 * and then sets @number.  INT64_MAX, which larger numbers are read as, is none. */
bool qmp_value_int(JsonNode *value, int64_t minimum, int64_t maximum, int64_t *number);

/* The number of members of @object, of elements of @array (both nullable). */
unsigned qmp_value_n_members(JsonObject *object);
unsigned qmp_value_n_elements(JsonArray *array);

/* Returns: (borrowed, nullable) element @i of @array (nullable), the second only if it is an
 * object. */
JsonNode *qmp_value_element(JsonArray *array, unsigned i);
JsonObject *qmp_value_object_element(JsonArray *array, unsigned i);

/* The whole @answer (nullable) to @command, which must have that type.  Errors: INTERNAL_ERROR that
 * names @command. */
JsonObject *qmp_value_need_object(JsonNode *answer, const char *command, GError **error);
JsonArray *qmp_value_need_array(JsonNode *answer, const char *command, GError **error);
const char *qmp_value_need_string(JsonNode *answer, const char *command, GError **error);
