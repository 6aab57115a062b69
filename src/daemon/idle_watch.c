/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/idle_watch.h"

struct IdleWatch {
    GMainLoop *loop;
    int seconds;
    int idle_seconds; /* so far */
    IdleWatchTest test;
    void *context;
    unsigned source;
};

static gboolean
look(gpointer to)
{
    IdleWatch *watch = to;

    watch->idle_seconds = watch->test(watch->context) ? watch->idle_seconds + 1 : 0;
    if (watch->idle_seconds >= watch->seconds)
        g_main_loop_quit(watch->loop);
    return G_SOURCE_CONTINUE;
}

IdleWatch *
idle_watch_new(GMainLoop *loop, int seconds, IdleWatchTest test, void *context)
{
    IdleWatch *watch = g_new0(IdleWatch, 1);

    watch->loop = loop;
    watch->seconds = seconds;
    watch->test = test;
    watch->context = context;
    watch->source = g_timeout_add_seconds(1, look, watch);
    return watch;
}

void
idle_watch_free(IdleWatch *watch)
{
    if (watch == NULL)
        return;
    g_source_remove(watch->source);
    g_free(watch);
}
