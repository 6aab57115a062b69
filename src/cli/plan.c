/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/session.h"
#include "plan/packing.h"

/* Plain devices on more PHBs than that are worth a word about packing. */
enum { MANY_PHBS = 3 };

static void
advise(const Session *session, const Plan *plan)
{
    unsigned n_phbs = packing_n_phbs(plan->domain, &plan->context);

    if (n_phbs > MANY_PHBS)
        print_note(
            _("%s: plain PCI devices take %u PHBs, and each PHB makes the start of the guest "
              "longer: with <pseries:pci packing='%s'> in <metadata> those without an "
              "address share slots, eight in each"),
            session_name(session), n_phbs, "dense");
}

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
    advise(session, plan);
    xml = plan_xml(plan);
    return print_output(xml, strlen(xml)) ? CLI_DONE : CLI_FAILED;
}
