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
