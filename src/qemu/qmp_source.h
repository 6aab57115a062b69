/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * What a QMP server says, read on the main loop.
 *
 * Several servers share the main thread, and none of them is trusted: each is read from for a turn,
 * and one that says too much in a turn rests before the next, so that it never has more than a
 * twentieth of the thread.  Until then it waits on its own socket.
 */
typedef struct {
    void (*message)(JsonObject *message, void *user); /* @message: owned by it */
    void (*ended)(const GError *why, void *user);     /* once; no message comes after it */
    void (*free)(void *user);                         /* after the last of the others */
} QmpSourceHandlers;

/* Returns: (owned) a source, not attached yet, that reads the non-blocking socket @fd (borrowed,
 * and open until free() is called).  g_source_destroy(), from any thread, ends it. */
GSource *qmp_source_new(int fd, const QmpSourceHandlers *handlers, void *user);
