/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * GLib's log messages (g_warning() ...): to the journal if standard error is connected to it, else
 * to standard error, one line each.
 */
enum { LOG_ALL = 1, LOG_INFORMATION = 2, LOG_WARNINGS = 3, LOG_ERRORS = 4 }; /* libvirt's numbers */

/* Installs the writer, for warnings and errors.  Call it once per process. */
void log_set_up(void);

/* From now on, writes messages that are at least as serious as @level. */
void log_set_level(int level);

/* Returns: (owned) a log line with its newline; control characters are escaped. */
char *log_line(GLogLevelFlags severity, const char *domain, const char *message);
