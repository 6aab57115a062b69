/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * A socket at which clients come in.  It lives on the main thread.
 */
typedef struct Listener Listener;

/* Takes the descriptor @client.  Returns: whether the next one may come; if not, the next ones wait
 * in the kernel until listener_resume(). */
typedef bool (*ListenerAccept)(int client, bool is_read_only, void *user);

typedef struct {
    ListenerAccept accept;
    void *user;
    GMainContext *context; /* borrowed, as is the descriptor */
} ListenerSetup;

/* Returns: (owned) the listener at @fd, which takes clients from now on. */
Listener *listener_new(int fd, bool is_read_only, const ListenerSetup *setup);
void listener_free(Listener *listener);

void listener_resume(Listener *listener);
bool listener_is_read_only(const Listener *listener);
