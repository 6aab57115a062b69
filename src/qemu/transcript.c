/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/transcript.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/qmp_member.h"
#include "qemu/qmp_reader.h"

struct Transcript {
    char *emulator;
    GPtrArray *exchanges;    /* JsonObject, as they are written */
    GHashTable *by_question; /* key_of() -> JsonObject, borrowed from exchanges */
};

Transcript *
transcript_new(void)
{
    Transcript *transcript = g_new0(Transcript, 1);

    transcript->exchanges = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
    transcript->by_question = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return transcript;
}

void
transcript_free(Transcript *transcript)
{
    if (transcript == NULL)
        return;
    g_free(transcript->emulator);
    g_hash_table_unref(transcript->by_question);
    g_ptr_array_unref(transcript->exchanges);
    g_free(transcript);
}

void
transcript_set_emulator(Transcript *transcript, const char *emulator)
{
    g_free(transcript->emulator);
    transcript->emulator = g_strdup(emulator);
}

unsigned
transcript_n(const Transcript *transcript)
{
    return transcript->exchanges->len;
}

/* Returns: (owned) one line of JSON. */
static char *
object_text(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);

    return json_to_string(node, FALSE);
}

static char *
key_of(const Question *question)
{
    g_autofree char *arguments =
        question->arguments != NULL ? object_text(question->arguments) : g_strdup("");

    return g_strdup_printf("%s\n%s\n%s\n%s", question->machine != NULL ? question->machine : "",
                           question->is_emulated ? "emulated" : "", question->command, arguments);
}

static void
take_exchange(Transcript *transcript, const Question *question, JsonObject *exchange)
{
    char *key = key_of(question);

    g_ptr_array_add(transcript->exchanges, exchange);
    if (g_hash_table_contains(transcript->by_question, key))
        g_free(key);
    else
        g_hash_table_insert(transcript->by_question, key, exchange);
}

void
transcript_add(Transcript *transcript, const Question *question, JsonNode *answer,
               const char *refusal)
{
    JsonObject *exchange = json_object_new();

    if (question->machine != NULL)
        json_object_set_string_member(exchange, "machine", question->machine);
    if (question->is_emulated)
        json_object_set_boolean_member(exchange, "emulated", TRUE);
    json_object_set_string_member(exchange, "command", question->command);
    if (question->arguments != NULL)
        json_object_set_object_member(exchange, "arguments", json_object_ref(question->arguments));
    if (answer != NULL)
        json_object_set_member(exchange, "return", answer);
    else
        json_object_set_string_member(exchange, "error", refusal);
    take_exchange(transcript, question, exchange);
}

JsonNode *
transcript_find(const Transcript *transcript, const Question *question, GError **error)
{
    g_autofree char *key = key_of(question);
    JsonObject *exchange = g_hash_table_lookup(transcript->by_question, key);

    if (exchange == NULL) {
        g_set_error(error, PSERIES_ERROR, CONVERSATION_UNKNOWN,
                    _("the recording has no answer to '%s'"), question->command);
        return NULL;
    }
    if (qmp_member(exchange, "return") != NULL)
        return json_node_copy(qmp_member(exchange, "return"));
    g_set_error_literal(error, PSERIES_ERROR, CONVERSATION_REFUSED,
                        qmp_member_string(exchange, "error", ""));
    return NULL;
}

char *
transcript_print(const Transcript *transcript)
{
    g_autoptr(JsonObject) header = json_object_new();
    GString *text = g_string_new(NULL);
    g_autofree char *first = NULL;

    json_object_set_int_member(header, "recording", TRANSCRIPT_FORMAT);
    if (transcript->emulator != NULL)
        json_object_set_string_member(header, "emulator", transcript->emulator);
    first = object_text(header);
    g_string_append_printf(text, "%s\n", first);
    for (unsigned i = 0; i < transcript->exchanges->len; i++) {
        g_autofree char *line = object_text(g_ptr_array_index(transcript->exchanges, i));

        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

static bool
is_header(JsonObject *object)
{
    return qmp_member_int(object, "recording", TRANSCRIPT_FORMAT, TRANSCRIPT_FORMAT, 0) ==
           TRANSCRIPT_FORMAT;
}

/* Takes (owned) a line.  Returns: false for one that is no exchange. */
static bool
take_line(Transcript *transcript, JsonObject *line)
{
    g_autoptr(JsonObject) exchange = line;
    Question question = {.machine = qmp_member_string(exchange, "machine", NULL),
                         .command = qmp_member_string(exchange, "command", NULL),
                         .arguments = qmp_member_object(exchange, "arguments"),
                         .is_emulated = qmp_member_bool(exchange, "emulated", false)};

    if (question.command == NULL ||
        (qmp_member(exchange, "arguments") != NULL && question.arguments == NULL) ||
        (qmp_member(exchange, "return") == NULL &&
         qmp_member_string(exchange, "error", NULL) == NULL))
        return false;
    take_exchange(transcript, &question, g_steal_pointer(&exchange));
    return true;
}

/* Returns: false when a line is not valid. */
static bool
take_lines(Transcript *transcript, QmpReader *reader)
{
    g_autoptr(JsonObject) header = qmp_reader_next(reader);
    JsonObject *line = NULL;

    if (header == NULL || !is_header(header))
        return false;
    transcript_set_emulator(transcript, qmp_member_string(header, "emulator", NULL));
    while ((line = qmp_reader_next(reader)) != NULL)
        if (!take_line(transcript, line))
            return false;
    return true;
}

Transcript *
transcript_parse(const char *text, size_t length, const char *name, GError **error)
{
    g_autoptr(Transcript) transcript = transcript_new();
    g_autoptr(QmpReader) reader = qmp_reader_new(QMP_READER_MAX_LINE_BYTES);

    if (qmp_reader_feed(reader, text, length, NULL) && qmp_reader_finish(reader, NULL) &&
        take_lines(transcript, reader))
        return g_steal_pointer(&transcript);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("'%s' is not a recording of a QEMU"),
                name);
    return NULL;
}

typedef struct {
    Conversation conversation;
    Transcript *transcript;
} Player;

static JsonNode *
player_ask(Conversation *conversation, const Question *question, GError **error)
{
    return transcript_find(((Player *)conversation)->transcript, question, error);
}

static void
player_free(Conversation *conversation)
{
    transcript_free(((Player *)conversation)->transcript);
    g_free(conversation);
}

Conversation *
transcript_play(Transcript *transcript)
{
    Player *player = g_new0(Player, 1);

    player->conversation = (Conversation){.ask = player_ask, .free = player_free};
    player->transcript = transcript;
    return &player->conversation;
}
