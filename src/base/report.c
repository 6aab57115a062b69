/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/report.h"

#include "base/error.h"

/* Bounds the memory that a document full of errors can take. */
enum { MAX_ERRORS_KEPT = 100, MAX_WARNINGS_KEPT = 1000 };

struct Report {
    GPtrArray *problems; /* Problem */
    unsigned n_errors;
    unsigned n_warnings;
};

static void
problem_free(gpointer data)
{
    Problem *problem = data;

    g_free(problem->message);
    g_free(problem->detail);
    g_free(problem);
}

Report *
report_new(void)
{
    Report *report = g_new0(Report, 1);

    report->problems = g_ptr_array_new_with_free_func(problem_free);
    return report;
}

void
report_free(Report *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->problems);
    g_free(report);
}

/* Returns: (borrowed) the new problem. */
static G_GNUC_PRINTF(5, 0) Problem *add(Report *report, ReportLevel level, int code, unsigned line,
                                        const char *format, va_list arguments)
{
    Problem *problem = g_new0(Problem, 1);

    problem->level = level;
    problem->code = code;
    problem->line = line;
    problem->message = g_strdup_vprintf(format, arguments);
    g_ptr_array_add(report->problems, problem);
    return problem;
}

void
report_error(Report *report, int code, unsigned line, const char *format, ...)
{
    va_list arguments;

    if (report->n_errors++ >= MAX_ERRORS_KEPT)
        return;
    va_start(arguments, format);
    add(report, REPORT_ERROR, code, line, format, arguments);
    va_end(arguments);
}

void
report_error_detail(Report *report, int code, unsigned line, char *detail, const char *format, ...)
{
    va_list arguments;

    if (report->n_errors++ >= MAX_ERRORS_KEPT) {
        g_free(detail);
        return;
    }
    va_start(arguments, format);
    add(report, REPORT_ERROR, code, line, format, arguments)->detail = detail;
    va_end(arguments);
}

void
report_warning(Report *report, unsigned line, const char *format, ...)
{
    va_list arguments;

    if (report->n_warnings++ >= MAX_WARNINGS_KEPT)
        return;
    va_start(arguments, format);
    add(report, REPORT_WARNING, 0, line, format, arguments);
    va_end(arguments);
}

void
report_move(Report *report, Report *from)
{
    for (unsigned i = 0; i < from->problems->len; i++)
        g_ptr_array_add(report->problems, from->problems->pdata[i]);
    g_ptr_array_set_free_func(from->problems, NULL);
    g_ptr_array_set_size(from->problems, 0);
    g_ptr_array_set_free_func(from->problems, problem_free);
    report->n_errors += from->n_errors;
    report->n_warnings += from->n_warnings;
    from->n_errors = 0;
    from->n_warnings = 0;
}

unsigned
report_n_errors(const Report *report)
{
    return report->n_errors;
}

unsigned
report_n_problems(const Report *report)
{
    return report->problems->len;
}

const Problem *
report_problem(const Report *report, unsigned i)
{
    g_return_val_if_fail(i < report->problems->len, NULL);
    return g_ptr_array_index(report->problems, i);
}

bool
report_to_error(const Report *report, GError **error)
{
    for (unsigned i = 0; i < report->problems->len; i++) {
        const Problem *problem = g_ptr_array_index(report->problems, i);

        if (problem->level == REPORT_WARNING)
            continue;
        g_set_error_literal(error, PSERIES_ERROR, problem->code,
                            problem->detail != NULL ? problem->detail : problem->message);
        return false;
    }
    return true;
}
