/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Carries bytes between our standard input and output and a guest's console, on the default main
 * context.  A terminal at our
 * input is in raw mode as long as the relay is there.  The end of our input is not the end of the
 * console.
 */
typedef struct Relay Relay;

typedef enum {
    RELAY_LEFT,   /* the user pressed Ctrl-a x */
    RELAY_UNREAD, /* nobody reads our output any more */
} RelayEnd;

/* Called at most once for each end. */
typedef void (*RelayEnded)(RelayEnd end, void *user);

/* Returns: (owned) a relay; @fd is the guest's side, owned by the relay, or -1: there is none, and
 * only the keys for us count. */
Relay *relay_new(int fd, RelayEnded ended, void *user);

/* Writes out what the guest has written so far, then frees. */
void relay_free(Relay *relay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Relay, relay_free)
