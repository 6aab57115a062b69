/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <libvirt/virterror.h>

/*
 * Questions put to a QEMU, whoever answers: a living one or a recording.
 *
 * @machine is the machine type that the QEMU has to have been started with, paused; NULL: none at
 * all.
 */
typedef struct Conversation Conversation;

typedef struct {
    const char *machine; /* nullable */
    const char *command;
    JsonObject *arguments; /* borrowed, nullable */
} Question;

/* Codes of the errors of conversation_ask() that are answers, too. */
enum {
    CONVERSATION_REFUSED = VIR_ERR_OPERATION_FAILED,      /* QEMU answered with an error */
    CONVERSATION_UNKNOWN = VIR_ERR_OPERATION_UNSUPPORTED, /* a recording has no answer */
};

struct Conversation {
    /* Returns: (owned, nullable) the answer. */
    JsonNode *(*ask)(Conversation *conversation, const Question *question, GError **error);
    void (*free)(Conversation *conversation);
};

JsonNode *conversation_ask(Conversation *conversation, const Question *question, GError **error);
void conversation_free(Conversation *conversation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Conversation, conversation_free)
