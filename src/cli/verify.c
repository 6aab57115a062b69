/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/running.h"
#include "cli/session.h"
#include "plan/verification.h"

/* Returns: (owned, nullable) a session with the document: the FILE, else the guest's own. */
static Session *
open_session(const CliOptions *options, const Running *running, GError **error)
{
    g_autofree char *text = NULL;

    if (running->document != NULL)
        return session_new(options, error);
    text = virsh_document(&running->guest, error);
    return text != NULL ? session_new_of_text(options, running->guest.name, text) : NULL;
}

/* Returns: (owned) what differs, a line each. */
static char *
differences_text(const GPtrArray *differences)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < differences->len; i++) {
        g_autofree char *line = placement_difference_text(g_ptr_array_index(differences, i));

        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

static int
compare(Plan *plan, const Placement *found)
{
    g_autoptr(Placement) wanted = NULL;
    g_autoptr(GPtrArray) differences = NULL;
    g_autofree char *text = NULL;

    plan_name_devices(plan);
    wanted = verification_wanted(plan, true);
    differences = placement_find_differences(wanted, found);
    text = differences_text(differences);
    return print_output(text, strlen(text)) && differences->len == 0 ? CLI_DONE : CLI_FAILED;
}

int
cli_verify(const CliOptions *options)
{
    Running running = {.socket = NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = NULL;
    g_autoptr(Placement) found = NULL;
    Plan *plan = NULL;

    if (!running_parse(options, "verify", true, &running))
        return CLI_USAGE;
    session = open_session(options, &running, &error);
    if (session == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    plan = session_plan(session);
    if (plan == NULL)
        return CLI_FAILED;
    found = running_read(&running, &error);
    if (found == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    return compare(plan, found);
}
