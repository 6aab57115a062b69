/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/listener.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>

/* How long to wait before accepting again when the process is out of descriptors or memory. */
enum { RETRY_MS = 100 };

struct Listener {
    int fd;
    bool is_read_only;
    ListenerSetup setup;
    GSource *source; /* (owned, nullable) NULL: accepting is suspended */
};

static void
set_source(Listener *listener, GSource *source, GSourceFunc callback)
{
    if (listener->source != NULL) {
        g_source_destroy(listener->source);
        g_source_unref(listener->source);
    }
    listener->source = source;
    if (source == NULL)
        return;
    g_source_set_callback(source, callback, listener, NULL);
    g_source_attach(source, listener->setup.context);
}

static gboolean
on_retry(gpointer user)
{
    Listener *listener = user;

    set_source(listener, NULL, NULL);
    listener_resume(listener);
    return G_SOURCE_REMOVE;
}

static gboolean
on_client(gint fd, GIOCondition condition, gpointer user)
{
    Listener *listener = user;
    int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    (void)condition;
    if (client >= 0) {
        if (!listener->setup.accept(client, listener->is_read_only, listener->setup.user))
            set_source(listener, NULL, NULL);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        set_source(listener, g_timeout_source_new(RETRY_MS), on_retry);
    }
    return G_SOURCE_CONTINUE;
}

void
listener_resume(Listener *listener)
{
    if (listener->source == NULL)
        set_source(listener, g_unix_fd_source_new(listener->fd, G_IO_IN),
                   (GSourceFunc)(void (*)(void))on_client);
}

Listener *
listener_new(int fd, bool is_read_only, const ListenerSetup *setup)
{
    Listener *listener = g_new0(Listener, 1);

    listener->fd = fd;
    listener->is_read_only = is_read_only;
    listener->setup = *setup;
    listener_resume(listener);
    return listener;
}

void
listener_free(Listener *listener)
{
    set_source(listener, NULL, NULL);
    g_free(listener);
}

bool
listener_is_read_only(const Listener *listener)
{
    return listener->is_read_only;
}
