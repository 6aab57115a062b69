/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Where g_warning() and the like go: to the journal when standard error leads there, else to
 * standard error, a line each.
 */
enum { LOG_ALL = 1, LOG_INFORMATION = 2, LOG_WARNINGS = 3, LOG_ERRORS = 4 }; /* libvirt's numbers */

/* From now on it is so, for warnings and errors.  Once in a process. */
void log_set_up(void);

/* From now on, writes what is at least as serious as @level. */
void log_set_level(int level);

/* Returns: (owned) a log line, with its line end; bytes that a terminal would act on are escaped.
 */
char *log_line(GLogLevelFlags severity, const char *domain, const char *message);
