/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/companion_kind.h"
#include "driver/driver.h"

/*
 * The programs that run beside the QEMU of a guest: started before it, ended after it.
 */

/* A start for one run. */
struct CompanionStart {
    Driver *driver;
    const Definition *live; /* its devices have their ids */
    Run *run;               /* its undo list has a writer */
};

/* Starts those of all devices.  Each is in the undo list, written down, before it executes; on
 * failure those that run are in it still. */
bool companions_start(const CompanionStart *start, GError **error);

/* Starts the one of @device, if it needs one that does not run yet. */
bool companions_start_for(const CompanionStart *start, const Device *device, GError **error);

/* Runs @words (NULL-terminated) of @kind, a brief program, in @directory, and waits for its end. It
 * goes on when we end.  Errors: OPERATION_TIMEOUT; INTERNAL_ERROR with its words when it does not
 * end well. */
bool companions_run_brief(const CompanionCase *what, const CompanionKind *kind,
                          const char *directory, const char *const *words, GError **error);

/* Makes @error, with which QEMU's start ended, that of the program whose fault it was, if it was a
 * program's; with its own words. */
void companions_explain(Run *run, GError **error);

/* Ends the process of @step (UNDO_HELPER; its key is "PROGRAM:DEVICE"), in two steps so that
 * several end at once: see companion.h.  That it has ended is no error. */
void companions_begin_end(const UndoStep *step);
bool companions_end(const UndoStep *step, GError **error);

/* Waits until what those of @run have said is in their logs.  They have ended. */
void companions_finish_logs(Run *run);

/* Takes the process of @step into @run, if it runs still. */
void companions_adopt(Run *run, const UndoStep *step);
