/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/jobs.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* Ranks: lower ones get the job first. */
enum { RANK_DESTROY, RANK_CLEANUP, RANK_OTHER, N_RANKS };

static const unsigned ranks[] = {
    [JOB_QUERY] = RANK_OTHER,
    [JOB_MODIFY] = RANK_OTHER,
    [JOB_DESTROY] = RANK_DESTROY,
    [JOB_CLEANUP] = RANK_CLEANUP,
};

/* A task that holds the job or waits for it.  It has two references: one of its timeout, which may
 * be firing on the main thread at the moment the job is granted, and one of whoever runs or refuses
 * it. */
typedef struct {
    Jobs *jobs; /* (owned) */
    JobKind kind;
    JobTask task;
    GSource
        *deadline; /* (owned, nullable) the timeout; NULL: it is not waiting, or waits forever */
} Request;

struct Jobs {
    Workers *workers;
    unsigned timeout_ms;
    GMutex lock; /* guards what follows */
    JobKind current;
    GQueue waiting[N_RANKS]; /* Request, the next one first */
};

Jobs *
jobs_new(Workers *workers, unsigned timeout_ms)
{
    Jobs *jobs = g_atomic_rc_box_new0(Jobs);

    jobs->workers = workers;
    jobs->timeout_ms = timeout_ms;
    g_mutex_init(&jobs->lock);
    for (size_t i = 0; i < N_RANKS; i++)
        g_queue_init(&jobs->waiting[i]);
    return jobs;
}

static void
clear_jobs(gpointer user)
{
    Jobs *jobs = user;

    g_mutex_clear(&jobs->lock);
}

static void
jobs_unref(Jobs *jobs)
{
    g_atomic_rc_box_release_full(jobs, clear_jobs);
}

void
jobs_free(Jobs *jobs)
{
    if (jobs != NULL)
        jobs_unref(jobs);
}

static Request *
request_new(Jobs *jobs, JobKind kind, const JobTask *task)
{
    Request *request = g_atomic_rc_box_new0(Request);

    request->jobs = g_atomic_rc_box_acquire(jobs);
    request->kind = kind;
    request->task = *task;
    return request;
}

static void
clear_request(gpointer user)
{
    Request *request = user;

    jobs_unref(request->jobs);
}

static void
request_unref(gpointer request)
{
    g_atomic_rc_box_release_full(request, clear_request);
}

static void
clear_deadline(Request *request)
{
    if (request->deadline == NULL)
        return;
    g_source_destroy(request->deadline);
    g_clear_pointer(&request->deadline, g_source_unref);
}

static void
run_request(void *user)
{
    Request *request = user;

    request->task.run(request->task.user);
    jobs_end(request->jobs);
    request_unref(request);
}

static gboolean
on_deadline(gpointer user)
{
    Request *request = user;
    Jobs *jobs = request->jobs;
    g_autoptr(GError) error = NULL;
    bool is_waiting = false;

    /* The job may just have been granted on another thread. */
    g_mutex_lock(&jobs->lock);
    is_waiting = g_queue_remove(&jobs->waiting[ranks[request->kind]], request);
    g_mutex_unlock(&jobs->lock);
    if (!is_waiting)
        return G_SOURCE_REMOVE;
    clear_deadline(request);
    error = g_error_new(PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                        _("cannot acquire state change lock"));
    request->task.refused(error, request->task.user);
    request_unref(request);
    return G_SOURCE_REMOVE;
}

static void
start_waiting(Request *request)
{
    Jobs *jobs = request->jobs;

    g_queue_push_tail(&jobs->waiting[ranks[request->kind]], request);
    if (request->kind == JOB_CLEANUP)
        return;
    request->deadline = g_timeout_source_new(jobs->timeout_ms);
    g_source_set_callback(request->deadline, on_deadline, g_atomic_rc_box_acquire(request),
                          request_unref);
    g_source_attach(request->deadline, workers_context(jobs->workers));
}

/* Puts @task in the place of the waiting task with its key.  Called with the lock held.  Returns:
 * false when there is none; @old: the replaced task. */
static bool
take_place(Jobs *jobs, JobKind kind, const JobTask *task, JobTask *old)
{
    for (GList *link = jobs->waiting[ranks[kind]].head; link != NULL; link = link->next) {
        Request *request = link->data;

        if (request->kind != kind || g_strcmp0(request->task.key, task->key) != 0)
            continue;
        *old = request->task;
        request->task = *task;
        return true;
    }
    return false;
}

void
jobs_request(Jobs *jobs, JobKind kind, const JobTask *task)
{
    Request *request = NULL;
    JobTask old = {0};
    bool is_turn = false;

    g_assert(kind != JOB_CLEANUP || task->key != NULL);
    g_mutex_lock(&jobs->lock);
    is_turn = jobs->current == JOB_NONE;
    if (task->key == NULL || !take_place(jobs, kind, task, &old))
        request = request_new(jobs, kind, task);
    if (is_turn)
        jobs->current = kind;
    else if (request != NULL)
        start_waiting(request);
    g_mutex_unlock(&jobs->lock);
    if (is_turn)
        workers_push(jobs->workers, run_request, request);
    if (old.replaced != NULL)
        old.replaced(old.user);
}

bool
jobs_try(Jobs *jobs, JobKind kind)
{
    bool is_free = false;

    g_mutex_lock(&jobs->lock);
    is_free = jobs->current == JOB_NONE;
    if (is_free)
        jobs->current = kind;
    g_mutex_unlock(&jobs->lock);
    return is_free;
}

void
jobs_end(Jobs *jobs)
{
    Request *next = NULL;

    g_mutex_lock(&jobs->lock);
    for (size_t i = 0; i < N_RANKS && next == NULL; i++)
        next = g_queue_pop_head(&jobs->waiting[i]);
    jobs->current = next != NULL ? next->kind : JOB_NONE;
    if (next != NULL)
        clear_deadline(next);
    g_mutex_unlock(&jobs->lock);
    if (next != NULL)
        workers_push(jobs->workers, run_request, next);
}

bool
jobs_is_awaited(Jobs *jobs, JobKind kind)
{
    bool is_awaited = false;

    g_mutex_lock(&jobs->lock);
    for (GList *link = jobs->waiting[ranks[kind]].head; link != NULL && !is_awaited;
         link = link->next)
        is_awaited = ((const Request *)link->data)->kind == kind;
    g_mutex_unlock(&jobs->lock);
    return is_awaited;
}

JobKind
jobs_current(Jobs *jobs)
{
    JobKind kind = JOB_NONE;

    g_mutex_lock(&jobs->lock);
    kind = jobs->current;
    g_mutex_unlock(&jobs->lock);
    return kind;
}
