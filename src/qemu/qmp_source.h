/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

/*
 * A GSource that reads a QMP server on the main loop.
 *
 * Several untrusted servers share the main thread.  Each is read for one turn at a time; one that
 * sends too much in a turn is not read for a while, so that it gets at most a twentieth of the
 * thread's time.  Meanwhile its data stays in the socket.
 */
typedef struct {
    void (*message)(JsonObject *message, void *user); /* @message: owned by it */
    void (*ended)(const GError *why, void *user);     /* once; no message comes after it */
    void (*free)(void *user);                         /* after the last of the others */
} QmpSourceHandlers;

/* Returns: (owned) a source, not attached yet, that reads the non-blocking socket @fd (borrowed,
 * and open until free() is called).  g_source_destroy(), from any thread, ends it. */
GSource *qmp_source_new(int fd, const QmpSourceHandlers *handlers, void *user);
