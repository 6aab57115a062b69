/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * A pool of threads for tasks that may block, and a queue of tasks for the main thread.
 */
typedef struct Workers Workers;

typedef void (*WorkerTask)(void *user);

/* Returns: (owned) at most @n_threads threads, started when there is work; @context (borrowed) is
 * the main thread's. */
Workers *workers_new(GMainContext *context, unsigned n_threads);

/* Waits for all pushed tasks, then frees. */
void workers_free(Workers *workers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workers, workers_free)

/* Queues @task for a worker.  Any thread; never blocks. */
void workers_push(Workers *workers, WorkerTask task, void *user);

/* Queues @task for the main thread; tasks run in the order of the calls.  Any thread; never
 * blocks. */
void workers_post(Workers *workers, WorkerTask task, void *user);

/* Returns: (borrowed) the main thread's context. */
GMainContext *workers_context(Workers *workers);

/* A wait of a worker that can be interrupted.  @interrupt wakes the worker, which then fails with a
 * copy of @why.  It is called at most once, between the two calls below, on any thread, and must
 * not call functions of this module. */
typedef struct {
    void (*interrupt)(const GError *why, void *user);
    void *user;
} WorkerWait;

/* Put these around a wait for another process.  Meanwhile the pool may run another worker in place
 * of this one.  @wait (borrowed) lives until workers_end_wait().  For any thread but the one that
 * serves clients, which must not wait (thread_role.h); on a thread that is no worker they do
 * nothing. */
void workers_begin_wait(WorkerWait *wait);
void workers_end_wait(WorkerWait *wait);

/* Interrupts all current and later waits of workers with @why (copied).  Call it once, from any
 * thread. */
void workers_interrupt(Workers *workers, const GError *why);

/* Returns: true until workers_interrupt() was called.  Any thread.  Errors: the interrupt's
 * @why. */
bool workers_go_on(Workers *workers, GError **error);

/* Runs the main thread's context until all pushed and posted tasks are done.  On the main thread
 * only. */
void workers_drain(Workers *workers);
