/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/reach.h"

#include "relay/approach.h"

/* Only one thread has it at a time: a worker while is_at_work, else the main thread. */
struct Reach {
    ReachRequest request;
    char *label;     /* (owned, nullable) the identity's */
    WorkerTask task; /* makes an attempt */
    ReachDone done;
    void *user;
    Approach approach;
    GBytes *identity; /* (owned, nullable) */
    GSource *timer;   /* (owned, nullable) until the next attempt */
    bool is_at_work;  /* these two are the main thread's alone */
    bool is_cancelled;
};

static void
reach_free(Reach *reach)
{
    approach_clear(&reach->approach);
    if (reach->timer != NULL)
        g_source_destroy(reach->timer);
    g_clear_pointer(&reach->timer, g_source_unref);
    g_clear_pointer(&reach->identity, g_bytes_unref);
    g_free(reach->label);
    g_free(reach);
}

static void
push(Reach *reach)
{
    reach->is_at_work = true;
    workers_push(reach->request.workers, reach->task, reach);
}

static gboolean
on_timer(gpointer user)
{
    Reach *reach = user;

    g_clear_pointer(&reach->timer, g_source_unref);
    push(reach);
    return G_SOURCE_REMOVE;
}

static void
wait_for_next(Reach *reach, unsigned wait_ms)
{
    reach->timer = g_timeout_source_new(wait_ms);
    g_source_set_callback(reach->timer, on_timer, reach, NULL);
    g_source_attach(reach->timer, workers_context(reach->request.workers));
}

/* Tells how it came out. */
static void
conclude(Reach *reach)
{
    g_autoptr(GError) error = NULL;
    int fd = approach_finish(&reach->approach, &error);

    reach->done(fd, reach->identity, error, reach->user);
    reach_free(reach);
}

/* On the main thread, after an attempt. */
static void
look_at_attempt(void *user)
{
    Reach *reach = user;
    unsigned wait_ms = approach_wait_ms(&reach->approach);

    reach->is_at_work = false;
    if (reach->is_cancelled)
        reach_free(reach);
    else if (wait_ms > 0)
        wait_for_next(reach, wait_ms);
    else
        conclude(reach);
}

static void
attempt_on_worker(void *user)
{
    Reach *reach = user;

    approach_try(&reach->approach);
    if (reach->approach.state == PEER_SOCKET_CONNECTED)
        reach->identity = identity_body(&reach->request.identity);
    workers_post(reach->request.workers, look_at_attempt, reach);
}

Reach *
reach_start(const ReachRequest *request, ReachDone done, void *user)
{
    Reach *reach = g_new0(Reach, 1);

    reach->request = *request;
    reach->label = g_strdup(request->identity.label);
    reach->request.identity.label = reach->label;
    reach->task = attempt_on_worker;
    reach->done = done;
    reach->user = user;
    reach->approach = approach_new(request->config, request->kind, request->is_read_only);
    push(reach);
    return reach;
}

void
reach_cancel(Reach *reach)
{
    if (reach == NULL)
        return;
    if (reach->is_at_work)
        reach->is_cancelled = true;
    else
        reach_free(reach);
}
