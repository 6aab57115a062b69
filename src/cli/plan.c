/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/session.h"

int
cli_plan(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_new(options, &error);
    g_autofree char *xml = NULL;
    Plan *plan = NULL;

    if (session == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    plan = session_plan(session);
    if (plan == NULL)
        return CLI_FAILED;
    xml = plan_xml(plan);
    return print_output(xml, strlen(xml)) ? CLI_DONE : CLI_FAILED;
}
