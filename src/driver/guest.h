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
 * A guest that the driver knows: what it is called, how it is defined, and what it does.
 *
 * @lock guards all that is not said to be constant.  It is taken for a moment, to read or to
 * publish a change, never across input, output or another guest's lock; the list's lock may be held
 * when it is taken, not the other way round.  Who changes anything holds the guest's job, too.
 */
typedef struct {
    gatomicrefcount references;
    uint8_t uuid[16]; /* constant */
    Jobs *jobs;       /* constant */
    GMutex lock;
    char *name;
    bool is_gone;       /* it is in no list any more */
    bool is_persistent; /* it stays when it does not run */
    bool is_autostart;
    unsigned undefine_flags; /* VIR_DOMAIN_UNDEFINE_*, of one that runs and was undefined */
    int id;                  /* -1: it does not run */
    int state, reason;       /* virDomainState, and its reason */
    Definition *next;        /* of its next boot; of a transient one what it was started with */
    Definition *live;        /* nullable: what runs, with all that was chosen for it */
    Run *run;                /* nullable: the process */
    const void *owner;       /* that connection, to be compared only */
} Guest;

/* Returns: (owned) a guest that does not run, of definition @next (ref taken). */
Guest *guest_new(Workers *workers, unsigned job_timeout_ms, Definition *next);
Guest *guest_ref(Guest *guest);
void guest_unref(Guest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Guest, guest_unref)

/* What a reader may take with him.  Each is (owned), taken under the lock; the nullable ones are
 * NULL when the guest does not run. */
GuestName guest_name(Guest *guest);
void guest_name_clear(GuestName *name);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GuestName, guest_name_clear)
Definition *guest_next(Guest *guest);
Definition *guest_live(Guest *guest); /* nullable */
/* The live one, or the next when it does not run. */
Definition *guest_current(Guest *guest);
Run *guest_run(Guest *guest); /* nullable */

/* Errors: OPERATION_INVALID "domain is not running" when it does not run. */
bool guest_check_active(Guest *guest, GError **error);
Run *guest_active_run(Guest *guest, GError **error);

bool guest_is_active(Guest *guest);

/* Publishes a new state. */
void guest_set_state(Guest *guest, int state, int reason);

/* Publishes a definition (owned by the guest from here on). */
void guest_set_next(Guest *guest, Definition *next);
void guest_set_live(Guest *guest, Definition *live);
