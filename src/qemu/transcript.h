/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "qemu/conversation.h"

/*
 * Questions with their answers, in order, and their text form (recording.h).
 */
typedef struct Transcript Transcript;

enum { TRANSCRIPT_FORMAT = 1 };

/* Returns: (owned) an empty one. */
Transcript *transcript_new(void);
void transcript_free(Transcript *transcript);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transcript, transcript_free)

/* Sets the path of the binary that was asked (copied, nullable), as information for people. */
void transcript_set_emulator(Transcript *transcript, const char *emulator);

/* Adds an exchange; one of @answer (owned) and @refusal (copied: QEMU's message) is NULL.  The
 * first answer to a question counts. */
void transcript_add(Transcript *transcript, const Question *question, JsonNode *answer,
                    const char *refusal);

/* Returns: the number of exchanges. */
unsigned transcript_n(const Transcript *transcript);

/* Returns: (owned, nullable) the recorded answer.  Errors: CONVERSATION_REFUSED,
 * CONVERSATION_UNKNOWN. */
JsonNode *transcript_find(const Transcript *transcript, const Question *question, GError **error);

/* Returns: (owned) its text. */
char *transcript_print(const Transcript *transcript);

/* Returns: (owned, nullable) the transcript that @text is; @name: of the file, for messages. */
Transcript *transcript_parse(const char *text, size_t length, const char *name, GError **error);

/* Returns: (owned) a conversation that answers from @transcript (owned). */
Conversation *transcript_play(Transcript *transcript);
