/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/driver_config.h"
#include "host/undo_list.h"
#include "qemu/other_user.h"

/*
 * The programs that run beside one QEMU: started before it, ended after it.  Thread-safe; what
 * starts or ends one waits for processes and is for workers.
 */
typedef struct Helpers Helpers;

/* Returns: (owned) none. */
Helpers *helpers_new(void);
/* Processes that run still go on. */
void helpers_free(Helpers *helpers);

/* What they are started for, all borrowed. */
typedef struct {
    const DriverConfig *config;
    const OtherUser *swtpm_user; /* nullable: see DriverConfig */
    const Domain *domain;        /* the guest's; its devices have their ids */
    const DomainContext *context;
    const char *folder; /* in which they run */
    UndoList *undo;     /* has a writer */
    Helpers *helpers;   /* gets them */
} HelperStart;

typedef struct HelperKind HelperKind;

/* Starts the one of @device, which has its id, if it needs one that does not run yet.  It is in the
 * undo list, written down, before it executes; on failure it may be there still.  Blocks.  Errors:
 * those of its kind, SYSTEM_ERROR, those of undo_write(). */
bool helpers_start_for(const HelperStart *start, const Device *device, GError **error);

/* Runs @words (NULL-terminated) of @kind, a brief program, in @directory, and waits for its end. It
 * goes on when we end.  Errors: OPERATION_TIMEOUT; INTERNAL_ERROR with its words when it does not
 * end well. */
bool helpers_run_brief(const HelperStart *start, const Device *device, const HelperKind *kind,
                       const char *directory, const char *const *words, GError **error);

/* Makes @error, with which QEMU's start ended, that of the program whose fault it was, if it was a
 * program's; with its own words. */
void helpers_explain(Helpers *helpers, GError **error);

/* Ends the process of @step (UNDO_HELPER; its key is "PROGRAM:DEVICE"), in two steps so that
 * several end at once: see helper.h.  That it has ended is no error. */
void helpers_begin_end(const UndoStep *step);
bool helpers_end(const UndoStep *step, GError **error);

/* Waits until what they have said is in their logs.  They have ended. */
void helpers_finish_logs(Helpers *helpers);

/* Takes the process of @step into @helpers, if it runs still. */
void helpers_adopt(Helpers *helpers, const UndoStep *step);
