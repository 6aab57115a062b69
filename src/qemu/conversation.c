/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/conversation.h"

JsonNode *
conversation_ask(Conversation *conversation, const Question *question, GError **error)
{
    return conversation->ask(conversation, question, error);
}

void
conversation_free(Conversation *conversation)
{
    if (conversation != NULL)
        conversation->free(conversation);
}

JsonNode *
conversation_ask_with(Conversation *conversation, const Question *question, const char *argument,
                      const char *value, GError **error)
{
    g_autoptr(JsonObject) arguments = NULL;
    g_autofree Question *with = g_memdup2(question, sizeof *question);

    if (argument != NULL) {
        arguments = json_object_new();
        json_object_set_string_member(arguments, argument, value);
        with->arguments = arguments;
    }
    return conversation_ask(conversation, with, error);
}
