/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Ends a main loop that has been idle for a while.  It checks once a second, so a client that comes
 * and goes between two checks is missed.
 */
typedef bool (*IdleWatchTest)(void *context);

typedef struct IdleWatch IdleWatch;

/* Quits @loop once @test(@context) has been true for @seconds without a break.  Returns: (owned)
 * the watch; the loop and @context outlive it. */
IdleWatch *idle_watch_new(GMainLoop *loop, int seconds, IdleWatchTest test, void *context);
void idle_watch_free(IdleWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IdleWatch, idle_watch_free)
