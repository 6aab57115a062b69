/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The errors and warnings found in a document, in the order in which they were found.
 *
 * Parsing, completing, checking and placing a guest all write to one report, so that a user learns
 * of every problem in one run.  Callers that want only the first error take report_to_error().
 * Not thread-safe.
 */
typedef enum { REPORT_ERROR, REPORT_WARNING } ReportLevel;

typedef struct {
    ReportLevel level;
    int code;      /* virErrorNumber; 0 for a warning */
    unsigned line; /* in the document, from 1; 0: no particular one */
    char *message; /* without libvirt's prefix for the code */
    char *detail;  /* the text for libvirt's clients; NULL: the message */
} Problem;

typedef struct Report Report;

/* Returns: (owned) an empty report. */
Report *report_new(void);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

/* Adds an error.  After 100 of them further ones are only counted. */
void report_error(Report *report, int code, unsigned line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* The same with a @detail (taken). */
void report_error_detail(Report *report, int code, unsigned line, char *detail, const char *format,
                         ...) G_GNUC_PRINTF(5, 6);

/* Adds a warning: the guest works, but perhaps not as the user expects. */
void report_warning(Report *report, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Moves all that @from has to the end of @report. */
void report_move(Report *report, Report *from);

/* Number of errors so far; take it before and after a step to learn whether the step failed. */
unsigned report_n_errors(const Report *report);

/* Number of problems kept, and each (borrowed). */
unsigned report_n_problems(const Report *report);
const Problem *report_problem(const Report *report, unsigned i);

/* Returns: true when there is no error; else sets @error to the first one, with its detail if it
 * has one. */
bool report_to_error(const Report *report, GError **error);
