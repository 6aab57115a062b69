/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

/* Short forms for the members of the object that @builder is at. */

/* @value may be NULL: null; what is not UTF-8 in it is replaced. */
void json_member_string(JsonBuilder *builder, const char *name, const char *value);
void json_member_number(JsonBuilder *builder, const char *name, unsigned value);
void json_member_bool(JsonBuilder *builder, const char *name, bool value);

/* Begins an array, or an object, that json_builder_end_array() or json_builder_end_object() ends.
 */
void json_member_begin_list(JsonBuilder *builder, const char *name);
void json_member_begin_object(JsonBuilder *builder, const char *name);

/* Returns: (owned) the whole text, readable, with a newline at its end. */
char *json_member_finish(JsonBuilder *builder);
