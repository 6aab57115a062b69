/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Copies bytes between standard input and output and a guest's console, on the default main
 * context.  A terminal at standard input is in raw mode as long as the relay exists.  The end of
 * the input does not end the console.
 */
typedef struct Relay Relay;

typedef enum {
    RELAY_LEFT,   /* the user pressed Ctrl-a x */
    RELAY_UNREAD, /* our output was closed */
} RelayEnd;

/* Called at most once for each end. */
typedef void (*RelayEnded)(RelayEnd end, void *user);

/* Returns: (owned) a relay.  @fd: the guest's side, owned by the relay; -1: there is none, and only
 * the escape keys work. */
Relay *relay_new(int fd, RelayEnded ended, void *user);

/* Copies the output that the guest has written so far, then frees. */
void relay_free(Relay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relay, relay_free)
