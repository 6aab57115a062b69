/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/* Why QEMU refused, as its class of errors says; most of its refusals are of the generic one. */
typedef enum {
    QMP_REFUSAL_NONE, /* it did not: there is a result, or no proper answer */
    QMP_REFUSAL_GENERIC,
    QMP_REFUSAL_COMMAND_NOT_FOUND,
    QMP_REFUSAL_DEVICE_NOT_FOUND,
    QMP_REFUSAL_DEVICE_NOT_ACTIVE,
    QMP_REFUSAL_KVM_MISSING,
} QmpRefusal;

/* Returns: (owned, nullable) what @answer says that @command returned.  @refusal: set when QEMU
 * refused, else left alone.  Errors: INTERNAL_ERROR with QEMU's words, as libvirt words it. */
JsonNode *qmp_answer_result(JsonObject *answer, const char *command, QmpRefusal *refusal,
                            GError **error);
