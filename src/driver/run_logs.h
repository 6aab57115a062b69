/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/run.h"
#include "plan/plan.h"
#include "qemu/fd_sets.h"

/* Returns: (owned, nullable) the command line of @plan, on which the files that QEMU's chardevs
 * write are those of @logger, handed over in @sets.  A file that is reached by a link, or is no
 * regular one, is left to QEMU.  May block, as the document's paths may.  Errors: SYSTEM_ERROR. */
Argv *run_logs_argv(Plan *plan, Logger *logger, FdSets *sets, GError **error);

/* Waits until what the programs of @run have said is in their logs.  They have ended.  Blocks: see
 * logger_finish(). */
void run_logs_finish(Run *run);
