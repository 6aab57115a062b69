/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/interrogation_properties.h"

#include "qemu/qmp_member.h"

static const struct {
    const char *command, *argument, *value;
    const char *owner; /* see capabilities_has_property() */
    bool is_type;      /* it is asked only of a QEMU that has it */
} owners[] = {
    {"device-list-properties", "typename", "scsi-block", "scsi-block", true},
    {"device-list-properties", "typename", "virtio-blk-pci", "virtio-blk-pci", true},
    {"device-list-properties", "typename", "virtio-gpu-pci", "virtio-gpu-pci", true},
    {"device-list-properties", "typename", "virtio-scsi-pci", "virtio-scsi-pci", true},
    {"qom-list-properties", "typename", "iothread", "iothread", true},
    {"query-command-line-options", "option", "run-with", "-run-with", false},
};

/* The list of names in an answer; that of an option is one level below. */
static JsonArray *
names_in(JsonNode *answer, bool is_type)
{
    JsonArray *list = qmp_value_array(answer);

    return is_type ? list : qmp_member_array(qmp_value_object_element(list, 0), "parameters");
}

static void
take(Capabilities *capabilities, const char *owner, JsonArray *list)
{
    for (unsigned i = 0; i < qmp_value_n_elements(list); i++) {
        const char *name = qmp_member_name(qmp_value_object_element(list, i), "name");

        if (name != NULL)
            capabilities_add_property(capabilities, owner, name);
    }
}

bool
interrogation_properties(Conversation *conversation, Capabilities *capabilities, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(owners); i++) {
        g_autoptr(JsonObject) arguments = json_object_new();
        const Question question = {.command = owners[i].command, .arguments = arguments};
        g_autoptr(GError) problem = NULL;
        g_autoptr(JsonNode) answer = NULL;

        if (owners[i].is_type && !capabilities_has_type(capabilities, owners[i].owner))
            continue;
        json_object_set_string_member(arguments, owners[i].argument, owners[i].value);
        answer = conversation_ask(conversation, &question, &problem);
        if (answer == NULL && problem->code != CONVERSATION_REFUSED &&
            problem->code != CONVERSATION_UNKNOWN) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
        take(capabilities, owners[i].owner, names_in(answer, owners[i].is_type));
    }
    return true;
}
