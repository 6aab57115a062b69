/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/driver_config.h"
#include "host/undo_list.h"
#include "qemu/other_user.h"

/*
 * The helper processes of one QEMU: started before it, ended after it.  Thread-safe.  Functions
 * that start or end a process or wait for logs block and are for workers.
 */
typedef struct Helpers Helpers;

/* Returns: (owned) an empty set. */
Helpers *helpers_new(void);
/* Processes that still run go on. */
void helpers_free(Helpers *helpers);

/* What helper processes are started for, all borrowed. */
typedef struct {
    const DriverConfig *config;
    const OtherUser *swtpm_user; /* nullable: see DriverConfig */
    const Domain *domain;        /* the guest's; its devices have their ids */
    const DomainContext *context;
    const char *folder; /* their working directory */
    UndoList *undo;     /* has a writer */
    Helpers *helpers;   /* where they are added */
} HelperStart;

typedef struct HelperKind HelperKind;

/* Starts the helper process of @device, which has its id, if it needs one that does not run yet.
 * It is in the undo list, on disk, before it executes; on failure it may still be there.  On a
 * worker.  Errors: those of its kind, SYSTEM_ERROR, undo_write()'s. */
bool helpers_start_for(const HelperStart *start, const Device *device, GError **error);

/* Runs @words (NULL-terminated) of @kind, a brief program, in @directory and waits for its end.  It
 * goes on if the daemon ends meanwhile.  Errors: OPERATION_TIMEOUT; INTERNAL_ERROR with its output
 * when it fails. */
bool helpers_run_brief(const HelperStart *start, const Device *device, const HelperKind *kind,
                       const char *directory, const char *const *words, GError **error);

/* If a helper process caused @error, with which QEMU's start failed, replaces it by an error with
 * that process's output. */
void helpers_explain(Helpers *helpers, GError **error);

/* Ends the process of @step (UNDO_HELPER; its key is "PROGRAM:DEVICE"), in two steps so that
 * several end at once: see helper.h.  A process that has already ended is no error. */
void helpers_begin_end(const UndoStep *step);
bool helpers_end(const UndoStep *step, GError **error);

/* Waits until all output of the processes, which have ended, is in their logs. */
void helpers_finish_logs(Helpers *helpers);

/* Adds the process of @step to @helpers, if it still runs.  Never blocks. */
void helpers_adopt(Helpers *helpers, const UndoStep *step);
