/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/packet.h"
#include "rpc/sender.h"
#include "rpc/server_config.h"

/*
 * Keepalive of one connection: sends a ping when nothing came for an interval, and cuts the client
 * off when several pings stay unanswered.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Keepalive Keepalive;

enum { KEEPALIVE_PING = 1, KEEPALIVE_PONG = 2 };

/* Returns: (owned) keepalive that answers pings and sends none.  @sender and @limits are borrowed
 * for its life. */
Keepalive *keepalive_new(const Sender *sender, const ServerConfig *limits);

/* Stops and frees @keepalive; NULL: nothing to do. */
void keepalive_free(Keepalive *keepalive);

/* Begins to ping, for a client that has said that it answers.  Does nothing when it pings already
 * or the configured interval is not positive. */
void keepalive_start(Keepalive *keepalive);

/* Ends the pings, when the connection has ended. */
void keepalive_stop(Keepalive *keepalive);

/* Notes that something came from the client, whatever it is. */
void keepalive_note_input(Keepalive *keepalive);

/* Takes a packet of the keepalive program: answers a ping, ignores anything else. */
void keepalive_take(Keepalive *keepalive, const PacketHeader *header);
