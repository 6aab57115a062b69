/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * A locked file with our pid: its holder is the daemon.
 *
 * The lock ends with the process, so a file that was left behind does no harm.
 */
typedef struct PidFile PidFile;

/* Creates and locks @path, by a lock that libvirt's own daemons respect; @program and @served name
 * what its holder is and serves, for the message.  Returns: (owned) the lock.  Does not wait.
 * Errors: OPERATION_FAILED if another process has it; SYSTEM_ERROR. */
PidFile *pid_file_take(const char *path, const char *program, const char *served, GError **error);

/* Removes the file and releases the lock. */
void pid_file_free(PidFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PidFile, pid_file_free)
