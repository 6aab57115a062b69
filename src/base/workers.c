/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/workers.h"

#include <stdbool.h>

typedef struct {
    WorkerTask run;
    void *user;
} Task;

struct Workers {
    GMainContext *context;
    GThreadPool *pool;
    GSource *wake;  /* (owned) runs what is posted */
    GMutex lock;    /* of what follows */
    gint n_threads; /* as many as may run, and one more for each that waits */
    bool is_ending;
    GQueue posted;
};

/* (borrowed) whose thread the calling one is. */
static GPrivate own_workers;

/* The source that the main thread is woken by: workers set its time, and nothing else. */
typedef struct {
    GSource source;
    Workers *workers; /* borrowed */
} WakeSource;

static Task *
task_new(WorkerTask run, void *user)
{
    Task *task = g_new0(Task, 1);

    task->run = run;
    task->user = user;
    return task;
}

static void
run_task(Task *task)
{
    task->run(task->user);
    g_free(task);
}

static void
run_on_worker(gpointer task, gpointer workers)
{
    g_private_set(&own_workers, workers);
    run_task(task);
    g_private_set(&own_workers, NULL);
}

void
workers_free(Workers *workers)
{
    if (workers == NULL)
        return;
    g_mutex_lock(&workers->lock);
    workers->is_ending = true;
    g_mutex_unlock(&workers->lock);
    g_thread_pool_free(workers->pool, FALSE, TRUE);
    g_source_destroy(workers->wake);
    g_source_unref(workers->wake);
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
run_posted(GSource *source, GSourceFunc callback, gpointer user)
{
    Workers *workers = ((WakeSource *)source)->workers;
    Task *task = NULL;

    (void)callback;
    (void)user;
    /* Before the queue is looked at: who posts behind that sets it again. */
    g_source_set_ready_time(source, -1);
    while ((task = take_posted(workers)) != NULL)
        run_task(task);
    return G_SOURCE_CONTINUE;
}

Workers *
workers_new(GMainContext *context, unsigned n_threads)
{
    static GSourceFuncs functions = {.dispatch = run_posted};
    Workers *workers = g_new0(Workers, 1);

    workers->context = g_main_context_ref(context);
    workers->n_threads = (gint)n_threads;
    workers->pool = g_thread_pool_new(run_on_worker, workers, workers->n_threads, FALSE, NULL);
    g_mutex_init(&workers->lock);
    g_queue_init(&workers->posted);
    workers->wake = g_source_new(&functions, sizeof(WakeSource));
    ((WakeSource *)workers->wake)->workers = workers;
    g_source_attach(workers->wake, context);
    return workers;
}

void
workers_post(Workers *workers, WorkerTask task, void *user)
{
    g_mutex_lock(&workers->lock);
    g_queue_push_tail(&workers->posted, task_new(task, user));
    g_mutex_unlock(&workers->lock);
    g_source_set_ready_time(workers->wake, 0);
}

GMainContext *
workers_context(Workers *workers)
{
    return workers->context;
}

/* The lock keeps the pool's number in step with ours; nobody may set it while the pool ends. */
static void
change_n_threads(gint by)
{
    Workers *workers = g_private_get(&own_workers);

    if (workers == NULL)
        return;
    g_mutex_lock(&workers->lock);
    workers->n_threads += by;
    if (!workers->is_ending)
        g_thread_pool_set_max_threads(workers->pool, workers->n_threads, NULL);
    g_mutex_unlock(&workers->lock);
}

void
workers_begin_wait(void)
{
    change_n_threads(1);
}

void
workers_end_wait(void)
{
    change_n_threads(-1);
}
