/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Runs the daemon in the background: the command that was typed exits when the daemon is ready or
 * has failed, with its exit status.
 */
typedef enum {
    BACKGROUND_FAILED,
    BACKGROUND_COMMAND, /* the process that was typed: exit with the status */
    BACKGROUND_DAEMON,  /* the new process, in its own session: go on */
} BackgroundRole;

/* Forks; no other thread may exist yet.  In the daemon, @command is the (owned) descriptor for
 * background_tell_ready().  In the command, which has waited for the daemon, @status is the exit
 * status.  Errors: SYSTEM_ERROR. */
BackgroundRole background_start(int *command, int *status, GError **error);

/* Makes the command exit with 0, leaves the terminal, and appends standard output and error to @log
 * from now on.  Takes @command. */
void background_tell_ready(int command, const char *log);
