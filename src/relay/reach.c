/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/reach.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "relay/launch_peer.h"
#include "relay/peer_socket.h"

/* How often it is tried again, and at what interval: libvirt's own numbers for a daemon that is
 * being started. */
enum {
    STARTED_MS = 10,
    STARTED_TRIES = 500,
    OTHERS_MS = 50, /* somebody else starts it: there may be many of us */
    OTHERS_TRIES = 100,
    BUSY_MS = 100,
    BUSY_TRIES = 100,
};

/* Only one thread has it at a time: a worker while is_at_work, else the main thread. */
struct Reach {
    ReachRequest request;
    char *label;     /* (owned, nullable) the identity's */
    WorkerTask task; /* makes an attempt */
    ReachDone done;
    void *user;
    PeerSocketState state; /* of the last attempt */
    int fd;                /* -1: none */
    int lock;              /* the lock that a daemon is started under; -1: none */
    bool has_launched;     /* a launch was tried */
    LaunchResult launch;
    GBytes *identity; /* (owned, nullable) */
    GError *error;    /* (owned, nullable) */
    unsigned n_tries;
    GSource *timer;  /* (owned, nullable) until the next attempt */
    bool is_at_work; /* these two are the main thread's alone */
    bool is_cancelled;
};

static void
reach_free(Reach *reach)
{
    if (reach->fd >= 0)
        close(reach->fd);
    if (reach->lock >= 0)
        close(reach->lock);
    if (reach->timer != NULL)
        g_source_destroy(reach->timer);
    g_clear_pointer(&reach->timer, g_source_unref);
    g_clear_pointer(&reach->identity, g_bytes_unref);
    g_clear_error(&reach->error);
    g_free(reach->label);
    g_free(reach);
}

/* One attempt, on a worker. */
static void
attempt(Reach *reach)
{
    const ReachRequest *request = &reach->request;

    g_clear_error(&reach->error);
    reach->state = peer_socket_connect(request->config, request->kind, request->is_read_only,
                                       &reach->fd, &reach->error);
    if (reach->state == PEER_SOCKET_ABSENT && request->config->starts_daemons &&
        !reach->has_launched) {
        reach->has_launched = true;
        reach->launch = launch_peer(request->config->folder, request->kind, &reach->lock);
    }
    if (reach->state == PEER_SOCKET_CONNECTED)
        reach->identity = identity_body(&request->identity);
}

/* Returns: the milliseconds until the next attempt; 0: this one was the last. */
static unsigned
next_attempt_ms(const Reach *reach)
{
    bool is_starting = reach->state == PEER_SOCKET_ABSENT && reach->has_launched;

    if (reach->state == PEER_SOCKET_BUSY)
        return reach->n_tries < BUSY_TRIES ? BUSY_MS : 0;
    if (is_starting && reach->launch == LAUNCH_STARTED)
        return reach->n_tries < STARTED_TRIES ? STARTED_MS : 0;
    if (is_starting && reach->launch == LAUNCH_BY_ANOTHER)
        return reach->n_tries < OTHERS_TRIES ? OTHERS_MS : 0;
    return 0;
}

static void
set_error(Reach *reach)
{
    const char *plural = _(relay_kind(reach->request.kind)->plural);

    if (reach->error != NULL)
        return;
    if (reach->state == PEER_SOCKET_BUSY || reach->n_tries > 1)
        g_set_error(&reach->error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("the daemon that has %s takes no connection"), plural);
    else
        g_set_error(&reach->error, PSERIES_ERROR, VIR_ERR_NO_CONNECT,
                    _("no daemon that has %s runs"), plural);
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

/* On the main thread, after an attempt. */
static void
look_at_attempt(void *user)
{
    Reach *reach = user;
    unsigned wait_ms = 0;

    reach->is_at_work = false;
    if (reach->is_cancelled) {
        reach_free(reach);
        return;
    }
    reach->n_tries++;
    wait_ms = next_attempt_ms(reach);
    if (wait_ms > 0) {
        wait_for_next(reach, wait_ms);
        return;
    }
    if (reach->state == PEER_SOCKET_CONNECTED) {
        int fd = reach->fd;

        reach->fd = -1;
        reach->done(fd, reach->identity, NULL, reach->user);
    } else {
        set_error(reach);
        reach->done(-1, NULL, reach->error, reach->user);
    }
    reach_free(reach);
}

static void
attempt_on_worker(void *user)
{
    Reach *reach = user;

    attempt(reach);
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
    reach->fd = -1;
    reach->lock = -1;
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
