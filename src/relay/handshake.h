/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/packet.h"
#include "rpc/relay_kind.h"

/*
 * What is said on a new connection to a stock daemon before it is of use: authentication, opening
 * the kind's URI, naming the client.
 *
 * It knows no socket.  Main thread only; nothing blocks.
 */
typedef struct {
    RelayKind kind;
    bool is_system;
    bool is_read_only;
    GBytes *identity;  /* (borrowed until it is over) body of connect_set_identity */
    int32_t procedure; /* the one that was called last; 0: none yet */
    uint32_t serial;   /* of that call */
} Handshake;

/* Begins.  Returns: (owned) the first packet to send. */
GBytes *handshake_begin(Handshake *handshake);

/* Takes @packet (borrowed), which the daemon has sent.  Returns: true with @next (owned) to be
 * sent, NULL when the connection is ready.  Errors: OPERATION_FAILED with what the daemon said,
 * NO_CONNECT when it has no driver of the kind; RPC when it said what fits nothing. */
bool handshake_take(Handshake *handshake, const Packet *packet, GBytes **next, GError **error);
