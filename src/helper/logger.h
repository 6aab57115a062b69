/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "store/log_file.h"

/*
 * The process that writes the logs of one program: virtpseries-logger, see src/logger.
 *
 * There is one for each QEMU and one for each helper program.  It ends by itself when its program
 * has ended, and goes on when we end.  The program does not notice when it is stopped, killed or
 * slow.
 */
typedef struct Logger Logger;

/* Returns: (owned) one without a log; no file that it writes gets longer than @max_kib (0: no
 * limit).  @name: (copied) whose program it is, for who lists processes. */
Logger *logger_new(const char *name, unsigned max_kib);

/* Closes what is open here.  The process goes on. */
void logger_free(Logger *logger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Logger, logger_free)

/* Returns: its limit. */
unsigned logger_max_kib(const Logger *logger);

/* Adds @file (owned from here on, also on failure).  Returns: (borrowed) a descriptor at whose end
 * is this file, for the program to write to; -1 on an error.  Errors: SYSTEM_ERROR;
 * CONFIG_UNSUPPORTED when there are too many. */
int logger_add(Logger *logger, LogFile *file, GError **error);

/* Starts the process for the program @pid, which is a child of ours and writes nothing yet. Errors:
 * INTERNAL_ERROR. */
bool logger_start(Logger *logger, pid_t pid, GError **error);

/* Says that the program has opened what it was given, and writes nothing yet.  Closes all that the
 * process has by now. */
void logger_begin(Logger *logger);

/* Waits until all that the program has said is in its logs.  The program has ended.  Blocks, for a
 * few seconds at most: a process that does not come to its end by then is killed. */
void logger_finish(Logger *logger);
