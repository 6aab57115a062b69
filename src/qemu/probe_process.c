/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/probe_process.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>

#include "base/error.h"
#include "qemu/capabilities_build.h"
#include "qemu/process.h"

enum { MAX_FAILURES = 3, END_MS = 500 };

typedef struct {
    Conversation conversation;
    char *emulator;
    const OtherUser *other_user;
    int timeout_ms;
    unsigned n_failures; /* of @asked */
    char *asked;         /* the machine of the last question; "": none */
    char *machine;       /* the machine of the process; "": none */
    bool is_emulated;
    Process *process;
    Qmp *qmp;
} Live;

/* It has no state to save, and a signal is faster than "quit". */
static void
stop(Live *live)
{
    if (live->process != NULL)
        process_kill(live->process);
    g_clear_pointer(&live->qmp, qmp_free);
    g_clear_pointer(&live->process, process_free);
    g_clear_pointer(&live->machine, g_free);
}

/* Machines before 2.12 have transactional memory by default, which neither TCG nor KVM of POWER9
 * and later starts. */
static const char *
machine_option(const char *machine)
{
    g_autoptr(MachineFacts) facts = machine_facts_new(machine);

    return facts->is_pseries && !machine_facts_is_at_least(facts, 2, 12) ? ",cap-htm=off" : "";
}

static bool
start(Live *live, const char *machine, bool is_emulated, GError **error)
{
    g_autofree char *option =
        g_strconcat(machine[0] != '\0' ? machine : "none",
                    is_emulated ? ",accel=tcg" : ",accel=kvm:tcg", machine_option(machine), NULL);
    const char *const words[] = {
        live->emulator, "-S",   "-no-user-config", "-nodefaults", "-display", "none", "-machine",
        option,         "-qmp", "stdio",           NULL};

    stop(live);
    live->process = process_start_qmp(words, live->other_user, live->timeout_ms, &live->qmp, error);
    if (live->process != NULL)
        live->machine = g_strdup(machine);
    live->is_emulated = is_emulated;
    return live->process != NULL;
}

static bool
is_ready(Live *live, const Question *question, GError **error)
{
    const char *machine = question->machine != NULL ? question->machine : "";

    if (g_strcmp0(live->asked, machine) != 0) {
        g_free(live->asked);
        live->asked = g_strdup(machine);
        live->n_failures = 0;
    }
    if (live->n_failures >= MAX_FAILURES) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("'%s' failed too often to be asked again"), live->emulator);
        return false;
    }
    return (live->process != NULL && g_str_equal(live->machine, machine) &&
            live->is_emulated == question->is_emulated) ||
           start(live, machine, question->is_emulated, error);
}

/* Adds what the process wrote to stderr before it died. */
static void
explain(Live *live, GError *problem, GError **error)
{
    g_autofree char *said = NULL;

    if (problem->code != VIR_ERR_OPERATION_TIMEOUT)
        process_wait(live->process, END_MS, NULL);
    said = process_stderr(live->process);
    if (said[0] != '\0')
        g_set_error(error, PSERIES_ERROR, problem->code, "%s: %s", problem->message, said);
    else
        g_propagate_error(error, g_error_copy(problem));
}

static JsonNode *
live_ask(Conversation *conversation, const Question *question, GError **error)
{
    Live *live = (Live *)conversation;
    g_autoptr(GError) problem = NULL;
    JsonNode *answer = NULL;

    if (!is_ready(live, question, error)) {
        live->n_failures++;
        return NULL;
    }
    answer =
        qmp_execute(live->qmp, question->command, question->arguments, live->timeout_ms, &problem);
    if (answer != NULL)
        return answer;
    if (qmp_is_broken(live->qmp)) {
        live->n_failures++;
        explain(live, problem, error);
        stop(live);
    } else {
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return NULL;
}

static void
live_free(Conversation *conversation)
{
    Live *live = (Live *)conversation;

    stop(live);
    g_free(live->asked);
    g_free(live->emulator);
    g_free(live);
}

Conversation *
probe_process_new(const char *emulator, const OtherUser *other_user, int timeout_ms)
{
    Live *live = g_new0(Live, 1);

    live->conversation = (Conversation){.ask = live_ask, .free = live_free};
    live->emulator = g_strdup(emulator);
    live->other_user = other_user;
    live->timeout_ms = timeout_ms;
    return &live->conversation;
}
