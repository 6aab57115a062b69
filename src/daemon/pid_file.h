/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * A locked file with our process id in it: who has it is the daemon.
 *
 * The lock ends with the process, however it ends, so a file that was left behind is in nobody's
 * way.
 */
typedef struct PidFile PidFile;

/* Makes and locks @path; @served is what its holder serves, for the message.
 * Returns: (owned) the lock.
 * Errors: OPERATION_FAILED if another process has it; SYSTEM_ERROR. */
PidFile *pid_file_take(const char *path, const char *served, GError **error);

/* Gives it back, and removes the file. */
void pid_file_free(PidFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PidFile, pid_file_free)
