/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/workers.h"

#include "base/thread_role.h"

typedef struct {
    WorkerTask run;
    void *user;
} Task;

struct Workers {
    GMainContext *context;
    GThreadPool *pool;
    GSource *wake;    /* (owned) runs the posted tasks */
    GMutex lock;      /* guards what follows */
    gint n_threads;   /* the allowed number, plus one for each that waits */
    unsigned n_tasks; /* tasks pushed and not finished */
    bool is_ending;
    bool is_draining; /* workers_drain() waits for the last task */
    GQueue posted;
    GPtrArray *waits;    /* WorkerWait (borrowed) */
    GError *interrupted; /* nullable: set by workers_interrupt() */
};

/* (borrowed) the pool that the calling thread belongs to. */
static GPrivate own_workers;

/* The source that wakes the main thread: workers only set its ready time. */
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
run_on_worker(gpointer task, gpointer user)
{
    Workers *workers = user;

    g_private_set(&own_workers, workers);
    run_task(task);
    g_private_set(&own_workers, NULL);
    g_mutex_lock(&workers->lock);
    if (--workers->n_tasks == 0 && workers->is_draining)
        g_source_set_ready_time(workers->wake, 0);
    g_mutex_unlock(&workers->lock);
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
    g_ptr_array_unref(workers->waits);
    g_clear_error(&workers->interrupted);
    g_mutex_clear(&workers->lock);
    g_main_context_unref(workers->context);
    g_free(workers);
}

void
workers_push(Workers *workers, WorkerTask task, void *user)
{
    g_mutex_lock(&workers->lock);
    workers->n_tasks++;
    g_mutex_unlock(&workers->lock);
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

/* Runs all queued tasks, and those that are queued meanwhile. */
static gboolean
run_posted(GSource *source, GSourceFunc callback, gpointer user)
{
    Workers *workers = ((WakeSource *)source)->workers;
    Task *task = NULL;

    (void)callback;
    (void)user;
    /* Reset before looking at the queue: a task posted later sets it again. */
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
    workers->waits = g_ptr_array_new();
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

/* The lock keeps the pool's number in step with ours; it must not be set while the pool is
 * freed. */
static void
change_n_threads(Workers *workers, gint by)
{
    workers->n_threads += by;
    if (!workers->is_ending)
        g_thread_pool_set_max_threads(workers->pool, workers->n_threads, NULL);
}

void
workers_begin_wait(WorkerWait *wait)
{
    Workers *workers = g_private_get(&own_workers);

    assert_may_block();
    if (workers == NULL)
        return;
    g_mutex_lock(&workers->lock);
    change_n_threads(workers, 1);
    g_ptr_array_add(workers->waits, wait);
    if (workers->interrupted != NULL)
        wait->interrupt(workers->interrupted, wait->user);
    g_mutex_unlock(&workers->lock);
}

void
workers_end_wait(WorkerWait *wait)
{
    Workers *workers = g_private_get(&own_workers);

    if (workers == NULL)
        return;
    g_mutex_lock(&workers->lock);
    change_n_threads(workers, -1);
    g_ptr_array_remove_fast(workers->waits, wait);
    g_mutex_unlock(&workers->lock);
}

void
workers_interrupt(Workers *workers, const GError *why)
{
    g_mutex_lock(&workers->lock);
    g_assert(workers->interrupted == NULL);
    workers->interrupted = g_error_copy(why);
    for (guint i = 0; i < workers->waits->len; i++) {
        const WorkerWait *wait = g_ptr_array_index(workers->waits, i);

        wait->interrupt(why, wait->user);
    }
    g_mutex_unlock(&workers->lock);
}

bool
workers_go_on(Workers *workers, GError **error)
{
    bool is_interrupted = false;

    g_mutex_lock(&workers->lock);
    is_interrupted = workers->interrupted != NULL;
    if (is_interrupted)
        g_propagate_error(error, g_error_copy(workers->interrupted));
    g_mutex_unlock(&workers->lock);
    return !is_interrupted;
}

/* Returns: whether tasks are left; if so, the end of the last one wakes the context. */
static bool
has_more(Workers *workers)
{
    bool is_busy = false;

    g_mutex_lock(&workers->lock);
    is_busy = workers->n_tasks > 0 || !g_queue_is_empty(&workers->posted);
    workers->is_draining = is_busy;
    g_mutex_unlock(&workers->lock);
    return is_busy;
}

void
workers_drain(Workers *workers)
{
    while (has_more(workers))
        g_main_context_iteration(workers->context, TRUE);
}
