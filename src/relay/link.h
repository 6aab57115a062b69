/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "relay/relay_config.h"
#include "rpc/call.h"

/*
 * What one client has with the stock daemon of one kind: its calls, its streams and its events,
 * which pass both ways with other serials and otherwise as they are.
 *
 * Neither side is read faster than the other takes it: a client waits while the daemon does not
 * read, the daemon waits while the client does not.  Calls and streams are charged to the client's
 * account.  Main thread only; nothing blocks.
 */
typedef struct Link Link;

typedef struct {
    /* The client does not take what is sent to it: no daemon is to be read for it. */
    void (*congested)(void *user);
    /* The connection to the daemon is over; @link is freed afterwards, and all its calls and
     * streams have ended. */
    void (*ended)(Link *link, void *user);
} LinkHandlers;

/* Returns: (owned until ended()) a link to the daemon of @kind for the client of @connection, which
 * is being connected.  @connection, @config and @handlers are borrowed for its life. */
Link *link_new(Connection *connection, RelayKind kind, const RelayConfig *config,
               const LinkHandlers *handlers, void *user);

/* Ends the link with its client: nothing is answered any more.  NULL: nothing to do. */
void link_free(Link *link);

/* Returns: the kind. */
RelayKind link_kind(const Link *link);

/* Passes @call (owned) on, once the daemon is connected.  Where there is none, it is served here.
 */
void link_call(Link *link, Call *call);

/* Passes on @packet (borrowed), of the client's side of a stream.  Returns: false when no stream of
 * this link has it. */
bool link_stream(Link *link, const Packet *packet);

/* Stops reading from the daemon, or goes on. */
void link_hold(Link *link, bool is_held);
