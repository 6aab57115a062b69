/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "driver/event.h"
#include "driver/jobs.h"
#include "driver/run.h"
#include "store/definition.h"

/*
 * A guest: its names, its definitions and its current run.
 *
 * @lock guards every member that is not marked constant.  It is held for a moment, to read or to
 * publish a change, never across I/O or another guest's lock.  It is taken after the list's lock,
 * never before.  Only the holder of the guest's job changes a member.  The functions below take the
 * lock themselves; unless they say otherwise they are for any thread and never block.
 */
typedef struct {
    gatomicrefcount references;
    uint8_t uuid[16]; /* constant */
    Jobs *jobs;       /* constant */
    GMutex lock;
    char *name;
    bool is_gone;       /* removed from the list */
    bool is_persistent; /* it has a definition on disk */
    bool is_autostart;
    unsigned undefine_flags; /* VIR_DOMAIN_UNDEFINE_*: undefined while it ran with these flags */
    int id;                  /* -1: it does not run */
    int state, reason;       /* virDomainState, and its reason */
    Definition *next;  /* for the next boot; for a transient guest, what it was started from */
    Definition *live;  /* nullable: of the current run, with everything that was chosen for it */
    Run *run;          /* nullable: the process */
    const void *owner; /* the connection whose close destroys the guest; only compared */
} Guest;

/* Returns: (owned) a guest that does not run, with definition @next (ref taken).  @job_timeout_ms:
 * see jobs_new(). */
Guest *guest_new(Workers *workers, unsigned job_timeout_ms, Definition *next);
Guest *guest_ref(Guest *guest);
void guest_unref(Guest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guest, guest_unref)

/* Snapshots for readers, each (owned).  The nullable ones are NULL when the guest does not run. */
GuestName guest_name(Guest *guest);
void guest_name_clear(GuestName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GuestName, guest_name_clear)
Definition *guest_next(Guest *guest);
Definition *guest_live(Guest *guest); /* nullable */
/* Returns: (owned) the live definition, or the next one when the guest does not run. */
Definition *guest_current(Guest *guest);
Run *guest_run(Guest *guest); /* nullable */

/* Return false, or NULL instead of the run (owned), when the guest does not run.  Errors:
 * OPERATION_INVALID "domain is not running". */
bool guest_check_active(Guest *guest, GError **error);
Run *guest_active_run(Guest *guest, GError **error);

/* Returns: true when the guest runs.  Any thread; it may have ended when this returns, unless the
 * caller holds its job. */
bool guest_is_active(Guest *guest);

/* Publishes a new state.  For the holder of the guest's job. */
void guest_set_state(Guest *guest, int state, int reason);

/* Publishes a definition (owned by the guest from here on).  For the holder of the guest's job. */
void guest_set_next(Guest *guest, Definition *next);
void guest_set_live(Guest *guest, Definition *live);
