/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <stdbool.h>

/* Short forms that add a member to the current object of @builder. */

/* Add a string (@value NULL: null; invalid UTF-8 is replaced), a number or a boolean. */
void json_member_string(JsonBuilder *builder, const char *name, const char *value);
void json_member_number(JsonBuilder *builder, const char *name, unsigned value);
void json_member_bool(JsonBuilder *builder, const char *name, bool value);

/* Begin an array or an object, ended by json_builder_end_array() or json_builder_end_object(). */
void json_member_begin_list(JsonBuilder *builder, const char *name);
void json_member_begin_object(JsonBuilder *builder, const char *name);

/* Returns: (owned) the whole text, indented, with a newline at its end. */
char *json_member_finish(JsonBuilder *builder);
