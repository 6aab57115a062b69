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
    Run *run;
    /* Called with each program in @run that exists and does not execute yet: writes down what is in
     * @run, so that no program is left that nobody knows of. */
    bool (*write_down)(void *user, GError **error);
    void *user;
};

/* Starts those of all devices.  On failure those that run are in @run still, to be ended. */
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

/* Ends all of @run. */
void companions_end(Run *run);

/* Keeps the logs of @run's, of guest @name, within their limit. */
void companions_bound_logs(const DriverConfig *config, Run *run, const char *name);

/* Writes those of @run into @status. */
void companions_note(Run *run, GuestStatus *status);

/* Takes those into @run that are in @status and run still. */
void companions_adopt(const DriverConfig *config, Run *run, const GuestStatus *status);
