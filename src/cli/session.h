/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli/command.h"
#include "plan/plan.h"

/*
 * Shared by the commands that read a document: the document, the planner made from the options, and
 * the problems found.
 */
typedef struct Session Session;

/* Reads the FILE of @options ("-": standard input) and sets up a planner.  @options are borrowed
 * for its life.  Returns: (owned, nullable) the session; NULL when the file cannot be read. */
Session *session_new(const CliOptions *options, GError **error);

/* The same for the document @text (copied), which messages call @name. */
Session *session_new_of_text(const CliOptions *options, const char *name, const char *text);
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/* Plans the document and prints warnings and errors.  Returns: (borrowed, nullable) the plan; NULL
 * when there was an error. */
Plan *session_plan(Session *session);

/* Returns: (borrowed) the planner; and the document with its length. */
Planner *session_planner(Session *session);
const char *session_text(const Session *session, size_t *length);
/* The document's name for messages: the path, or "standard input". */
const char *session_name(const Session *session);

/* Prints the problems of @report to standard error, without repetitions: "error: FILE:LINE:
 * text". */
void session_print_problems(const Session *session, const Report *report);
