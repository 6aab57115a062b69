/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "relay/launch_peer.h"
#include "relay/peer_socket.h"

/*
 * How the stock daemon of a kind is come to: its socket is connected to, in a session the daemon is
 * started first where it does not run, and what is not ready is tried again.
 *
 * It does not wait itself.  For one thread at a time; attempts are for workers.
 */
typedef struct {
    const RelayConfig *config; /* borrowed */
    RelayKind kind;
    bool is_read_only;
    PeerSocketState state; /* of the last attempt */
    int fd;                /* (owned) connected; -1: not yet */
    int lock;              /* (owned) that a daemon is started under; -1: none */
    bool has_launched;     /* a launch was tried */
    LaunchResult launch;
    unsigned n_tries;
    GError *error; /* (owned, nullable) */
} Approach;

/* Returns: one that has tried nothing, for approach_clear(). */
Approach approach_new(const RelayConfig *config, RelayKind kind, bool is_read_only);

/* Tries once.  Touches paths, and may start a process. */
void approach_try(Approach *approach);

/* Returns: the milliseconds until the next attempt; 0: the last one has decided. */
unsigned approach_wait_ms(const Approach *approach);

/* Returns: (owned by the caller) the descriptor, once it is connected; else -1, with the error that
 * the attempts came to: NO_CONNECT where there is no such daemon, OPERATION_FAILED or
 * OPERATION_TIMEOUT. */
int approach_finish(Approach *approach, GError **error);

/* Frees what it has. */
void approach_clear(Approach *approach);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Approach, approach_clear)
