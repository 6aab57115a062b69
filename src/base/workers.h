/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The threads for what may block, and the way back from them to the main thread.
 */
typedef struct Workers Workers;

typedef void (*WorkerTask)(void *user);

/* Returns: (owned) at most @n_threads threads, started when there is work; @context (borrowed) is
 * the main thread's. */
Workers *workers_new(GMainContext *context, unsigned n_threads);

/* Waits for all that was pushed. */
void workers_free(Workers *workers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workers, workers_free)

/* Runs @task on a worker, soon. */
void workers_push(Workers *workers, WorkerTask task, void *user);

/* Runs @task on the main thread, soon; in the order of the calls. */
void workers_post(Workers *workers, WorkerTask task, void *user);

/* The main thread's context. */
GMainContext *workers_context(Workers *workers);

/* Something that a worker waits for.  @interrupt wakes it, to fail with a copy of @why; it is
 * called at most once, between the two calls below, on whatever thread, and must not call us. */
typedef struct {
    void (*interrupt)(const GError *why, void *user);
    void *user;
} WorkerWait;

/* Around what may take long because somebody else does not answer: meanwhile another worker may run
 * in this one's place.  @wait (borrowed) lives until its end.  On any thread but the one that
 * serves clients, which must not wait (thread_role.h); off a worker they do nothing. */
void workers_begin_wait(WorkerWait *wait);
void workers_end_wait(WorkerWait *wait);

/* Cuts short all that workers wait for, now and from now on, because of @why (copied).  Once. */
void workers_interrupt(Workers *workers, const GError *why);

/* Whether that did not happen.  From any thread.  Errors: why it did. */
bool workers_go_on(Workers *workers, GError **error);

/* On the main thread: runs its context until all that was pushed or posted is done. */
void workers_drain(Workers *workers);
