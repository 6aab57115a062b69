/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "relay/reach.h"
#include "rpc/account.h"
#include "rpc/packet.h"

/*
 * One connection to the stock daemon of one kind, on behalf of one client.
 *
 * It is reached, authenticated to, opened with the kind's URI and told who the client is; until all
 * that is done nothing is sent for the client.  Keepalive is between us and the daemon.  What waits
 * to be sent, and what has come and is no whole packet yet, is charged to an account.
 *
 * Main thread only; nothing blocks.  No function calls a handler: the main loop does.
 */
typedef struct Peer Peer;

typedef struct {
    /* The daemon takes packets from now on.  Once at most. */
    void (*opened)(void *user);
    /* @packet (borrowed) has come, no keepalive, after opened().  Returns: false when a stock
     * daemon does not send such a packet; the connection is then given up. */
    bool (*packet)(const Packet *packet, void *user);
    /* What waits to be sent has become little again, after peer_is_congested(). */
    void (*drained)(void *user);
    /* The connection could not be made, or is lost; the last call, which does peer_close().  The
     * code of @why is NO_CONNECT where there is no such daemon. */
    void (*closed)(const GError *why, void *user);
} PeerHandlers;

/* Begins to connect as @request says.  @account (borrowed for the peer's life) is charged;
 * @handlers is static.  Returns: (owned) the peer, for peer_close(). */
Peer *peer_new(const ReachRequest *request, Account *account, const PeerHandlers *handlers,
               void *user);

/* The same over @fd (owned), a connected socket, whose other end is told nobody's name; for tests.
 */
Peer *peer_new_connected(int fd, const ReachRequest *request, Account *account,
                         const PeerHandlers *handlers, void *user);

/* Ends the connection at once and drops the caller's reference; no handler is called any more.
 * NULL: nothing to do. */
void peer_close(Peer *peer);

/* Returns: a serial for a packet of the caller's, each time another; never one in use before 2^32
 * calls were made. */
uint32_t peer_next_serial(Peer *peer);

/* Sends @packet (owned).  Only after opened().  Without room in the account the peer is closed. */
void peer_send(Peer *peer, GBytes *packet);

/* Returns: whether so much waits to be sent that the client should not be read. */
bool peer_is_congested(const Peer *peer);

/* Stops handing on packets, and reading from the daemon, or goes on. */
void peer_hold(Peer *peer, bool is_held);
