/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/run.h"
#include "plan/plan.h"
#include "qemu/fd_sets.h"

/* Returns: (owned, nullable) the command line of @plan, in which files that chardevs write go
 * through @logger, by descriptors in @sets.  A path with a symbolic link, or of something other
 * than a regular file, is left to QEMU to open.  On a worker that holds the guest's job: blocks on
 * the document's paths.  Errors: SYSTEM_ERROR. */
Argv *run_logs_argv(Plan *plan, Logger *logger, FdSets *sets, GError **error);

/* Waits until all output of QEMU and the helper processes of @run, which have ended, is in their
 * logs.  On a worker that holds the guest's job: blocks, see logger_finish(). */
void run_logs_finish(Run *run);
