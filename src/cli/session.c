/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/session.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/emulator.h"
#include "cli/print.h"
#include "devices/device_kinds.h"
#include "qemu/try_out.h"
#include "xml/document.h"

struct Session {
    char *name; /* of the document, for messages */
    GString *text;
    Emulator *emulator;
    char *state_root;
    Planner planner;
    Plan *plan;
};

/* Reads at most one byte more than the maximum, so that the parser reports the error. */
static bool
read_text(FILE *stream, GString *text)
{
    char buffer[16384];
    size_t n = 0;

    while (text->len <= XML_DOCUMENT_MAX_BYTES &&
           (n = fread(buffer, 1, sizeof(buffer), stream)) > 0)
        g_string_append_len(text, buffer, (gssize)n);
    return ferror(stream) == 0;
}

static bool
read_document(Session *session, const char *path, GError **error)
{
    bool is_standard_input = strcmp(path, "-") == 0;
    FILE *stream = is_standard_input ? stdin : fopen(path, "re");
    bool is_read = stream != NULL && read_text(stream, session->text);
    int problem = errno;

    session->name = g_strdup(is_standard_input ? _("standard input") : path);
    if (stream != NULL && !is_standard_input)
        fclose(stream);
    if (!is_read)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("cannot read '%s': %s"), path,
                    g_strerror(problem));
    return is_read;
}

/* The parent of the guests' folders: in the user's run folder, else in the cache folder. */
static char *
state_root(void)
{
    return g_build_filename(geteuid() == 0 ? "/run" : g_get_user_runtime_dir(), "libvirt-pseries",
                            "qemu", NULL);
}

static Placement *
try_out_as_user(void *user, const char *const *words, GError **error)
{
    (void)user;
    return try_out(words, NULL, error);
}

/* Returns: (owned) a session without a document. */
static Session *
new_session(const CliOptions *options)
{
    Session *session = g_new0(Session, 1);

    session->text = g_string_new(NULL);
    session->emulator = emulator_new(options);
    session->state_root = state_root();
    session->planner = (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = options->sysfs != NULL ? options->sysfs : "/sys",
        .state_root = session->state_root,
        .emulator = options->emulator,
        .machine = options->machine,
        .capabilities = emulator_capabilities,
        .user = session->emulator,
        .try_out = try_out_as_user,
    };
    return session;
}

Session *
session_new(const CliOptions *options, GError **error)
{
    g_autoptr(Session) session = new_session(options);

    return read_document(session, options->files[0], error) ? g_steal_pointer(&session) : NULL;
}

Session *
session_new_of_text(const CliOptions *options, const char *name, const char *text)
{
    Session *session = new_session(options);

    session->name = g_strdup(name);
    g_string_assign(session->text, text);
    return session;
}

void
session_free(Session *session)
{
    if (session == NULL)
        return;
    plan_free(session->plan);
    emulator_free(session->emulator);
    g_free(session->state_root);
    g_free(session->name);
    g_string_free(session->text, TRUE);
    g_free(session);
}

Planner *
session_planner(Session *session)
{
    return &session->planner;
}

const char *
session_text(const Session *session, size_t *length)
{
    *length = session->text->len;
    return session->text->str;
}

void
session_print_problems(const Session *session, const Report *report)
{
    for (unsigned i = 0; i < report_n_problems(report); i++) {
        const Problem *problem = report_problem(report, i);
        g_autofree char *text = error_text_of(problem->code, problem->message);
        g_autofree char *place = problem->line > 0
                                     ? g_strdup_printf("%s:%u", session->name, problem->line)
                                     : g_strdup(session->name);

        if (problem->level == REPORT_ERROR)
            fprintf(stderr, _("error: %s: %s\n"), place, text);
        else
            fprintf(stderr, _("warning: %s: %s\n"), place, text);
    }
}

const char *
session_name(const Session *session)
{
    return session->name;
}

Plan *
session_plan(Session *session)
{
    g_autoptr(Report) report = report_new();

    session->plan =
        plan_document(&session->planner, session->text->str, session->text->len, report);
    session_print_problems(session, report);
    return session->plan;
}
