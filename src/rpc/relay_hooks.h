/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "rpc/packet.h"

typedef struct Call Call;
typedef struct Connection Connection;

/*
 * How calls that belong to other daemons leave this room: the relay, which lies above it, is handed
 * to the server as these functions.
 *
 * All run on the main thread and block nowhere.  None of them ends the connection.
 */

/* What the relay keeps for one client. */
typedef struct RelayClient RelayClient;

typedef struct {
    /* Returns: (owned, by the connection) a client for @connection (borrowed for its life), which
     * is asked for no daemon yet. */
    RelayClient *(*attach)(Connection *connection, void *user);
    /* Takes @call (owned), of a relayed procedure, which its client may make.  It ends by one of
     * the functions of call.h, now or later. */
    void (*call)(RelayClient *client, Call *call);
    /* Takes a STREAM or STREAM_HOLE packet (borrowed) of the client.  Returns: false when it is of
     * no stream of the relay's. */
    bool (*stream)(RelayClient *client, const Packet *packet);
    /* Goes on to send to the client, which is no longer congested. */
    void (*resume)(RelayClient *client);
    /* Ends the client's calls and streams, and frees it: its connection has ended. */
    void (*end)(RelayClient *client);
} RelayHooks;
