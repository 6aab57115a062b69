/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/session.h"
#include "plan/startable.h"
#include "qemu/qmp_value.h"

/* Warns of what must be there when a person starts QEMU by @text. */
static void
warn_of_surroundings(const Plan *plan, const char *text)
{
    g_autoptr(GError) error = NULL;

    if (!startable_check_alone(plan, &error))
        print_warning("%s", error->message);
    if (strstr(text, plan->state_directory) != NULL)
        print_warning(_("QEMU makes sockets in a folder that has to be there: mkdir -p '%s'"),
                      plan->state_directory);
}

static bool
print_argv(const Plan *plan, const Argv *argv, bool with_nul)
{
    g_autofree char *text = NULL;
    g_autoptr(GBytes) words = NULL;
    size_t length = 0;
    const char *bytes = NULL;

    if (with_nul) {
        words = argv_print_nul(argv);
        bytes = g_bytes_get_data(words, &length);
    } else {
        bytes = text = argv_print_shell(argv);
        warn_of_surroundings(plan, text);
        length = strlen(text);
    }
    return print_output(bytes, length);
}

/* Warns of what is not in the command line and would be missing when the guest is started by it. */
static void
warn_of_commands(const Plan *plan)
{
    g_autoptr(JsonArray) commands = plan_commands(plan);

    for (unsigned i = 0; i < qmp_value_n_elements(commands); i++) {
        g_autofree char *text = json_to_string(qmp_value_element(commands, i), FALSE);

        print_warning(_("QEMU's monitor has yet to be told, before the guest runs: %s"), text);
    }
}

/* For a person's shell, unless the words are for a program, which does what the daemon does.  A
 * guest whose monitor has yet to be told something waits for that in any case. */
static bool
is_for_shell(Plan *plan, const CliOptions *options)
{
    g_autoptr(JsonArray) commands = plan_commands(plan);

    return !options->nul && qmp_value_n_elements(commands) == 0;
}

int
cli_argv(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_new(options, &error);
    g_autoptr(Argv) argv = NULL;
    Plan *plan = NULL;

    if (session == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    plan = session_plan(session);
    if (plan == NULL)
        return CLI_FAILED;
    plan->context.is_for_shell = is_for_shell(plan, options);
    argv = plan_argv(plan);
    warn_of_commands(plan);
    return print_argv(plan, argv, options->nul) ? CLI_DONE : CLI_FAILED;
}
