/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/packet.h"
#include "rpc/sender.h"
#include "rpc/server_config.h"

/*
 * Keepalive of one connection: a ping whenever nothing came for an interval, and the end of the
 * connection when several stay without any answer.
 */
typedef struct Keepalive Keepalive;

enum { KEEPALIVE_PING = 1, KEEPALIVE_PONG = 2 };

/* Returns: (owned) keepalive that only answers; @sender and @limits are borrowed. */
Keepalive *keepalive_new(const Sender *sender, const ServerConfig *limits);
void keepalive_free(Keepalive *keepalive);

/* Begins to ping: the client has said that it answers. */
void keepalive_start(Keepalive *keepalive);

/* The connection has ended. */
void keepalive_stop(Keepalive *keepalive);

/* Something has come, whatever it is. */
void keepalive_note_input(Keepalive *keepalive);

/* A packet of the keepalive program has come. */
void keepalive_take(Keepalive *keepalive, const PacketHeader *header);
