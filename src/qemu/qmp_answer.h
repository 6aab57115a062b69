/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* QEMU's error classes; most errors are of the generic class. */
typedef enum {
    QMP_REFUSAL_NONE, /* no refusal: a result, or no valid answer */
    QMP_REFUSAL_GENERIC,
    QMP_REFUSAL_COMMAND_NOT_FOUND,
    QMP_REFUSAL_DEVICE_NOT_FOUND,
    QMP_REFUSAL_DEVICE_NOT_ACTIVE,
    QMP_REFUSAL_KVM_MISSING,
} QmpRefusal;

/* Returns: (owned, nullable) the result of @command in @answer.  @refusal: set when QEMU refused,
 * else unchanged.  Errors: INTERNAL_ERROR with QEMU's message, in libvirt's form. */
JsonNode *qmp_answer_result(JsonObject *answer, const char *command, QmpRefusal *refusal,
                            GError **error);
