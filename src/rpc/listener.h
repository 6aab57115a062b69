/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * A listening socket: accepts clients from the main loop.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Listener Listener;

/* Takes the descriptor @client (owned).  Returns: whether the next client may be accepted; if not,
 * clients wait in the kernel until listener_resume(). */
typedef bool (*ListenerAccept)(int client, bool is_read_only, void *user);

/* Who is given the clients, and the main loop that accepts them. */
typedef struct {
    ListenerAccept accept;
    void *user;            /* of accept; borrowed */
    GMainContext *context; /* borrowed */
} ListenerSetup;

/* Returns: (owned) a listener that accepts clients at @fd (borrowed), a listening socket, from now
 * on.  @is_read_only is handed on with each client.  @setup is copied. */
Listener *listener_new(int fd, bool is_read_only, const ListenerSetup *setup);

/* Ends accepting and frees @listener; the socket stays open. */
void listener_free(Listener *listener);

/* Accepts clients again after ListenerAccept has returned false; otherwise does nothing. */
void listener_resume(Listener *listener);

/* Returns: whether clients of this socket may only read. */
bool listener_is_read_only(const Listener *listener);
