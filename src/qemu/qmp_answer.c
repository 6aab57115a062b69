/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_answer.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/qmp_member.h"

/* @class: nullable.  These are all of QEMU's classes; QEMU promises to add none. */
static QmpRefusal
refusal_of(const char *class)
{
    static const char *const names[] = {
        [QMP_REFUSAL_COMMAND_NOT_FOUND] = "CommandNotFound",
        [QMP_REFUSAL_DEVICE_NOT_FOUND] = "DeviceNotFound",
        [QMP_REFUSAL_DEVICE_NOT_ACTIVE] = "DeviceNotActive",
        [QMP_REFUSAL_KVM_MISSING] = "KVMMissingCap",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i] != NULL && g_strcmp0(class, names[i]) == 0)
            return (QmpRefusal)i;
    return QMP_REFUSAL_GENERIC;
}

JsonNode *
qmp_answer_result(JsonObject *answer, const char *command, QmpRefusal *refusal, GError **error)
{
    JsonNode *returned = qmp_member(answer, "return");
    JsonObject *problem = qmp_member_object(answer, "error");

    if (returned != NULL)
        return json_node_copy(returned);
    if (problem != NULL)
        *refusal = refusal_of(qmp_member_string(problem, "class", NULL));
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("unable to execute QEMU command '%s': %s"), command,
                problem != NULL ? qmp_member_string(problem, "desc", "")
                                : _("neither a result nor an error"));
    return NULL;
}
