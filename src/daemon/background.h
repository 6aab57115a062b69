/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Going into the background: the command that was typed ends when the daemon is ready or has
 * failed, and with that exit status.
 */
typedef enum {
    BACKGROUND_FAILED,
    BACKGROUND_COMMAND, /* the typed one: exit with the status */
    BACKGROUND_DAEMON,  /* the new process, in a session of its own: go on */
} BackgroundRole;

/* Forks; no thread may run yet.  In the daemon, @command is the (owned) descriptor for
 * background_tell_ready().  In the command, which has waited, @status is what to exit with.
 * Errors: SYSTEM_ERROR. */
BackgroundRole background_start(int *command, int *status, GError **error);

/* Lets the command exit with 0; from now on there is no terminal, and what is written to standard
 * output and error is appended to @log.  Takes @command.  */
void background_tell_ready(int command, const char *log);
