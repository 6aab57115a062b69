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
 * There is one for each QEMU and one for each helper process.  It ends by itself when its program
 * has ended, and outlives the daemon.  The program does not notice when it is stopped, killed or
 * slow.
 */
typedef struct Logger Logger;

/* Returns: (owned) a logger without a log.  @max_kib: the limit of each file (0: none).  @name:
 * (copied) of its guest and program, shown in process lists. */
Logger *logger_new(const char *name, unsigned max_kib);

/* Closes our descriptors.  The process goes on. */
void logger_free(Logger *logger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Logger, logger_free)

/* Returns: the limit of each file in KiB; 0: none. */
unsigned logger_max_kib(const Logger *logger);

/* Adds @file (owned from here on, also on failure).  Returns: (borrowed) the descriptor that the
 * program writes to for this file; -1 on an error.  Errors: SYSTEM_ERROR; CONFIG_UNSUPPORTED when
 * there are too many. */
int logger_add(Logger *logger, LogFile *file, GError **error);

/* Starts the process for the program @pid, a child of ours that has written nothing yet.  On a
 * worker.  Errors: INTERNAL_ERROR. */
bool logger_start(Logger *logger, pid_t pid, GError **error);

/* To be called when the program has its descriptors and has written nothing yet: closes our
 * copies. */
void logger_begin(Logger *logger);

/* Waits until all output of the program, which has ended, is in its logs.  Blocks for a few seconds
 * at most; a logger process that takes longer is killed. */
void logger_finish(Logger *logger);
