/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/emulator.h"
#include "cli/print.h"
#include "cli/session.h"
#include "host/start_forecast.h"
#include "xml/relaxng.h"

/* Wraps the emulator for the planner: keeps the error when there is none. */
typedef struct {
    Emulator *emulator;
    char *problem;
} Absence;

static const Capabilities *
remember_absence(void *user, const char *path, GError **error)
{
    Absence *absence = user;
    g_autoptr(GError) problem = NULL;
    const Capabilities *capabilities = emulator_capabilities(absence->emulator, path, &problem);

    if (capabilities == NULL) {
        g_free(absence->problem);
        absence->problem = g_strdup(problem->message);
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return capabilities;
}

/* The schema file; the variable is for an uninstalled tree. */
/* Returns: (owned) the schema's path: the installed one or, for a program run from its build
 * folder, the one built with it. */
static char *
schema_path(void)
{
    const char *wanted = g_getenv("VIRT_PSERIES_SCHEMA");
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = program != NULL ? g_path_get_dirname(program) : NULL;
    g_autofree char *built = NULL;

    if (wanted != NULL && *wanted != '\0')
        return g_strdup(wanted);
    if (folder != NULL)
        built = g_build_filename(folder, "..", "..", "schemas", "pseries-domain.rng", NULL);
    if (built != NULL && g_str_has_suffix(folder, "/src/cli") &&
        g_file_test(built, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer(&built);
    return g_strdup(PSERIES_SCHEMA);
}

/* Returns: (owned) @report with the error that there is no QEMU changed to a warning. */
static Report *
excuse(const Report *report, const char *problem)
{
    Report *excused = report_new();

    for (unsigned i = 0; i < report_n_problems(report); i++) {
        const Problem *row = report_problem(report, i);

        if (row->level == REPORT_WARNING)
            report_warning(excused, row->line, "%s", row->message);
        else if (!g_str_equal(row->message, problem))
            report_error(excused, row->code, row->line, "%s", row->message);
    }
    report_warning(excused, 0, _("only the form was checked, not whether a QEMU can run it: %s"),
                   problem);
    return excused;
}

static void
print_surplus(const Report *report)
{
    unsigned n_kept = 0;
    unsigned n_lost = 0;

    for (unsigned i = 0; i < report_n_problems(report); i++)
        n_kept += report_problem(report, i)->level == REPORT_ERROR ? 1 : 0;
    n_lost = report_n_errors(report) - n_kept;
    if (n_lost > 0)
        print_complaint(ngettext("%u further error", "%u further errors", n_lost), n_lost);
}

/* The document is right, but this host will not start it.  A recording without --sysfs is of a host
 * whose devices are not known; which guests have them is known to daemons alone. */
static void
warn_of_host(const Plan *plan, const CliOptions *options, Report *report)
{
    bool has_devices = options->capabilities == NULL || options->sysfs != NULL;
    const DriverConfig config = {.is_system = true, .sysfs = plan->context.sysfs};
    g_autoptr(HostDevices) devices = host_devices_new();
    const Passthrough passthrough = {.config = &config,
                                     .devices = devices,
                                     .guest = plan->domain,
                                     .is_other_host = options->sysfs != NULL};

    start_forecast(plan, has_devices ? &passthrough : NULL, report);
}

/* True when nothing was found. */
static bool
validate(Session *session, const CliOptions *options)
{
    bool must_have_emulator = options->emulator != NULL || options->capabilities != NULL;
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = NULL;
    g_autofree char *problem = NULL;
    g_autofree char *schema = schema_path();
    Planner planner = *session_planner(session);
    Absence absence = {.emulator = planner.user};
    size_t length = 0;
    const char *text = session_text(session, &length);

    planner.capabilities = remember_absence;
    planner.user = &absence;
    planner.is_strict = true;
    plan = plan_document(&planner, text, length, report);
    problem = absence.problem;
    if (problem != NULL && !must_have_emulator) {
        Report *excused = excuse(report, problem);

        report_free(g_steal_pointer(&report));
        report = excused;
    }
    if (plan != NULL)
        warn_of_host(plan, options, report);
    if (report_n_errors(report) == 0)
        relaxng_validate(schema, text, length, report);
    session_print_problems(session, report);
    print_surplus(report);
    return report_n_errors(report) == 0;
}

int
cli_validate(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_new(options, &error);
    g_autofree char *verdict = NULL;

    if (session == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    if (!validate(session, options))
        return CLI_FAILED;
    verdict = g_strdup_printf(_("%s: valid\n"), session_name(session));
    return print_output(verdict, strlen(verdict)) ? CLI_DONE : CLI_FAILED;
}
