/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_member.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

JsonNode *
qmp_member(JsonObject *object, const char *name)
{
    return object != NULL ? json_object_get_member(object, name) : NULL;
}

JsonObject *
qmp_member_object(JsonObject *object, const char *name)
{
    return qmp_value_object(qmp_member(object, name));
}

JsonArray *
qmp_member_array(JsonObject *object, const char *name)
{
    return qmp_value_array(qmp_member(object, name));
}

const char *
qmp_member_string(JsonObject *object, const char *name, const char *otherwise)
{
    const char *string = qmp_value_string(qmp_member(object, name));

    return string != NULL ? string : otherwise;
}

const char *
qmp_member_name(JsonObject *object, const char *name)
{
    const char *string = qmp_member_string(object, name, "");
    size_t length = 0;

    while (length <= QMP_MEMBER_MAX_NAME && g_ascii_isprint(string[length]))
        length++;
    return length > 0 && length <= QMP_MEMBER_MAX_NAME && string[length] == '\0' ? string : NULL;
}

bool
qmp_member_bool(JsonObject *object, const char *name, bool otherwise)
{
    bool flag = otherwise;

    qmp_value_bool(qmp_member(object, name), &flag);
    return flag;
}

int64_t
qmp_member_int(JsonObject *object, const char *name, int64_t minimum, int64_t maximum,
               int64_t otherwise)
{
    int64_t number = otherwise;

    qmp_value_int(qmp_member(object, name), minimum, maximum, &number);
    return number;
}

static void
set_missing(const char *name, const char *command, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("QEMU's answer to '%s' has no proper member '%s'"), command, name);
}

const char *
qmp_member_need_string(JsonObject *object, const char *name, const char *command, GError **error)
{
    const char *string = qmp_member_string(object, name, NULL);

    if (string == NULL)
        set_missing(name, command, error);
    return string;
}

bool
qmp_member_need_bool(JsonObject *object, const char *name, const char *command, bool *value,
                     GError **error)
{
    bool is_there = qmp_value_bool(qmp_member(object, name), value);

    if (!is_there)
        set_missing(name, command, error);
    return is_there;
}
