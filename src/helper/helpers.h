/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_launch.h"

/*
 * The helper processes of a QEMU: which there are, how they start and end.
 */

/* Starts the helper process of @device, which has its id, if it needs one that does not run yet.
 * It is in the undo list, on disk, before it executes; on failure it may still be there.  On a
 * worker.  Errors: those of its kind, SYSTEM_ERROR, undo_write()'s. */
bool helpers_start_for(const HelperStart *start, const Device *device, GError **error);

/* If a helper process caused @error, with which QEMU's start failed, replaces it by an error with
 * that process's output. */
void helpers_explain(HelperSet *helpers, GError **error);

/* Ends the process of @step (UNDO_HELPER; its key is "PROGRAM:DEVICE"), in two steps so that
 * several end at once: see helper.h.  A process that has already ended is no error. */
void helpers_begin_end(const UndoStep *step);
bool helpers_end(const UndoStep *step, GError **error);

/* Waits until all output of the processes, which have ended, is in their logs. */
void helpers_finish_logs(HelperSet *helpers);

/* Adds the process of @step to @helpers, if it still runs.  Never blocks. */
void helpers_adopt(HelperSet *helpers, const UndoStep *step);
