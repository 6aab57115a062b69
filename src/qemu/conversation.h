/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>

/*
 * Questions to a QEMU, answered by a running one or by a recording.
 *
 * @machine is the machine type that QEMU must run, paused, for the question; NULL: -machine none.
 * @is_emulated: QEMU must run without KVM.
 */
typedef struct Conversation Conversation;

typedef struct {
    const char *machine; /* nullable */
    const char *command;
    JsonObject *arguments; /* borrowed, nullable */
    bool is_emulated;
} Question;

/* Error codes of conversation_ask() that are answers as well. */
enum {
    CONVERSATION_REFUSED = VIR_ERR_OPERATION_FAILED,      /* QEMU answered with an error */
    CONVERSATION_UNKNOWN = VIR_ERR_OPERATION_UNSUPPORTED, /* a recording has no answer */
};

struct Conversation {
    /* Returns: (owned, nullable) the answer. */
    JsonNode *(*ask)(Conversation *conversation, const Question *question, GError **error);
    void (*free)(Conversation *conversation);
};

/* Asks one question and waits for the answer.  Returns: (owned, nullable) the answer.  Errors:
 * CONVERSATION_REFUSED, CONVERSATION_UNKNOWN; others when the QEMU cannot be asked any more. */
JsonNode *conversation_ask(Conversation *conversation, const Question *question, GError **error);

/* The same for a question whose only argument is the string @value, named @argument; @argument
 * NULL: it has none. */
JsonNode *conversation_ask_with(Conversation *conversation, const Question *question,
                                const char *argument, const char *value, GError **error);

/* Takes NULL.  Ends the QEMU that was asked, if there is one. */
void conversation_free(Conversation *conversation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conversation, conversation_free)
