/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

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

/* Around what may take long because somebody else does not answer: meanwhile another worker may run
 * in this one's place.  On any thread; off a worker they do nothing. */
void workers_begin_wait(void);
void workers_end_wait(void);
