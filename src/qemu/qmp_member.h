/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/qmp_value.h"

/*
 * Members of an untrusted JSON object, read by name and type; see qmp_value.h.
 *
 * @object may be NULL and then has no members, so that calls can be nested through missing objects:
 * qmp_member_string(qmp_member_object(answer, "qemu"), "package", "").
 */

/* Returns: (borrowed, nullable) the member, of whatever type. */
JsonNode *qmp_member(JsonObject *object, const char *name);

/* Returns: (borrowed, nullable) the member if it has that type. */
JsonObject *qmp_member_object(JsonObject *object, const char *name);
JsonArray *qmp_member_array(JsonObject *object, const char *name);

/* Returns: the member (a string is borrowed); @otherwise (may be NULL) when it is missing, has
 * another type, or is a number outside @minimum to @maximum. */
const char *qmp_member_string(JsonObject *object, const char *name, const char *otherwise);
bool qmp_member_bool(JsonObject *object, const char *name, bool otherwise);
int64_t qmp_member_int(JsonObject *object, const char *name, int64_t minimum, int64_t maximum,
                       int64_t otherwise);

/* Returns: (borrowed, nullable) the member if it is a name: a non-empty string of printable ASCII,
 * at most QMP_MEMBER_MAX_NAME long, which is safe in XML, paths and logs. */
enum { QMP_MEMBER_MAX_NAME = 1024 };
const char *qmp_member_name(JsonObject *object, const char *name);

/* The same for a member that the answer to @command must have.  Return: (borrowed, nullable) the
 * string; false, with @value unchanged, on an error.  Errors: INTERNAL_ERROR that names @command
 * and @name. */
const char *qmp_member_need_string(JsonObject *object, const char *name, const char *command,
                                   GError **error);
bool qmp_member_need_bool(JsonObject *object, const char *name, const char *command, bool *value,
                          GError **error);
