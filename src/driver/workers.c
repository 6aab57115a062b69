/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/workers.h"

#include <stdbool.h>

typedef struct {
    WorkerTask run;
    void *user;
} Task;

struct Workers {
    GMainContext *context;
    GThreadPool *pool;
    GMutex lock; /* of posted */
    GQueue posted;
};

static Task *
task_new(WorkerTask run, void *user)
{
    Task *task = g_new0(Task, 1);

    task->run = run;
    task->user = user;
    return task;
}

static void
run_task(gpointer item, gpointer user)
{
    g_autofree Task *task = item;

    (void)user;
    task->run(task->user);
}

Workers *
workers_new(GMainContext *context, unsigned n_threads)
{
    Workers *workers = g_new0(Workers, 1);

    workers->context = g_main_context_ref(context);
    workers->pool = g_thread_pool_new(run_task, NULL, (gint)n_threads, FALSE, NULL);
    g_mutex_init(&workers->lock);
    g_queue_init(&workers->posted);
    return workers;
}

void
workers_free(Workers *workers)
{
    if (workers == NULL)
        return;
    g_thread_pool_free(workers->pool, FALSE, TRUE);
    g_queue_clear_full(&workers->posted, g_free);
    g_mutex_clear(&workers->lock);
    g_main_context_unref(workers->context);
    g_free(workers);
}

void
workers_push(Workers *workers, WorkerTask task, void *user)
{
    g_thread_pool_push(workers->pool, task_new(task, user), NULL);
}

static Task *
take_posted(Workers *workers)
{
    Task *task = NULL;

    g_mutex_lock(&workers->lock);
    task = g_queue_pop_head(&workers->posted);
    g_mutex_unlock(&workers->lock);
    return task;
}

/* Runs what there is when it is called, and what comes meanwhile. */
static gboolean
run_posted(gpointer user)
{
    Workers *workers = user;
    Task *task = NULL;

    while ((task = take_posted(workers)) != NULL)
        run_task(task, NULL);
    return G_SOURCE_REMOVE;
}

void
workers_post(Workers *workers, WorkerTask task, void *user)
{
    bool was_empty = false;

    g_mutex_lock(&workers->lock);
    was_empty = g_queue_is_empty(&workers->posted);
    g_queue_push_tail(&workers->posted, task_new(task, user));
    g_mutex_unlock(&workers->lock);
    if (was_empty) {
        g_autoptr(GSource) source = g_idle_source_new();

        g_source_set_priority(source, G_PRIORITY_DEFAULT);
        g_source_set_callback(source, run_posted, workers, NULL);
        g_source_attach(source, workers->context);
    }
}

GMainContext *
workers_context(Workers *workers)
{
    return workers->context;
}
