/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/recording.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "qemu/interrogation.h"
#include "qemu/replies.h"
#include "qemu/transcript.h"

enum { MAX_RECORDING_BYTES = 64 * 1024 * 1024 };

typedef struct {
    Conversation conversation;
    Conversation *inner;
    Transcript *transcript;
} Recorder;

static JsonNode *
recorder_ask(Conversation *conversation, const Question *question, GError **error)
{
    Recorder *recorder = (Recorder *)conversation;
    GError *problem = NULL;
    JsonNode *answer = conversation_ask(recorder->inner, question, &problem);

    if (answer != NULL)
        transcript_add(recorder->transcript, question, json_node_copy(answer), NULL);
    else if (problem->code == CONVERSATION_REFUSED)
        transcript_add(recorder->transcript, question, NULL, problem->message);
    if (problem != NULL)
        g_propagate_error(error, problem);
    return answer;
}

static void
recorder_free(Conversation *conversation)
{
    Recorder *recorder = (Recorder *)conversation;

    conversation_free(recorder->inner);
    transcript_free(recorder->transcript);
    g_free(recorder);
}

Conversation *
recorder_new(Conversation *inner, const char *emulator)
{
    Recorder *recorder = g_new0(Recorder, 1);

    recorder->conversation = (Conversation){.ask = recorder_ask, .free = recorder_free};
    recorder->inner = inner;
    recorder->transcript = transcript_new();
    transcript_set_emulator(recorder->transcript, emulator);
    return &recorder->conversation;
}

bool
recorder_save(const Conversation *recorder, const char *path, GError **error)
{
    g_autofree char *text = transcript_print(((const Recorder *)recorder)->transcript);
    g_autoptr(GError) problem = NULL;

    if (g_file_set_contents(path, text, -1, &problem))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("cannot write '%s': %s"), path,
                problem->message);
    return false;
}

/* The facts finder of a recording. */
typedef struct {
    Capabilities *capabilities; /* that own it */
    Conversation *conversation;
} Source;

static MachineFacts *
find_facts(void *user, const char *machine, GError **error)
{
    Source *source = user;

    (void)error;
    return interrogation_machine(source->conversation, source->capabilities, machine, NULL);
}

static void
source_free(void *user)
{
    Source *source = user;

    conversation_free(source->conversation);
    g_free(source);
}

/* Ours begins with its header. */
static bool
is_ours(const char *text, size_t length)
{
    const char *end = memchr(text, '\n', length);
    size_t first = end != NULL ? (size_t)(end - text) : length;

    return g_strstr_len(text, (gssize)first, "\"recording\"") != NULL;
}

Capabilities *
recording_parse(const char *text, size_t length, const char *name, GError **error)
{
    Transcript *transcript = is_ours(text, length) ? transcript_parse(text, length, name, error)
                                                   : replies_parse(text, length, name, error);
    g_autoptr(Conversation) conversation = NULL;
    g_autoptr(Capabilities) capabilities = NULL;
    Source *source = NULL;

    if (transcript == NULL)
        return NULL;
    conversation = transcript_play(transcript);
    capabilities = interrogation_run(conversation, error);
    if (capabilities == NULL) {
        g_prefix_error(error, "%s: ", name);
        return NULL;
    }
    source = g_new0(Source, 1);
    source->capabilities = capabilities;
    source->conversation = g_steal_pointer(&conversation);
    capabilities_set_finder(capabilities, find_facts, source, source_free);
    return g_steal_pointer(&capabilities);
}

Capabilities *
recording_load(const char *path, GError **error)
{
    struct stat status;
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) problem = NULL;

    if (stat(path, &status) == 0 &&
        (!S_ISREG(status.st_mode) || status.st_size > MAX_RECORDING_BYTES)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("'%s' is not a recording of a QEMU"), path);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, &problem)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, "%s", problem->message);
        return NULL;
    }
    return recording_parse(text, length, path, error);
}
