/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/connection.h"

/*
 * Keepalive of one connection: a ping whenever nothing came for an interval, and the end of the
 * connection when several stay without any answer.
 */
enum { KEEPALIVE_PING = 1, KEEPALIVE_PONG = 2 };

/* Returns: (owned) keepalive that only answers; @connection is borrowed. */
Keepalive *keepalive_new(Connection *connection);
void keepalive_free(Keepalive *keepalive);

/* Begins to ping: the client has said that it answers. */
void keepalive_start(Keepalive *keepalive);
void keepalive_stop(Keepalive *keepalive);

/* Something has come, whatever it is. */
void keepalive_note_input(Keepalive *keepalive);

/* A packet of the keepalive program has come. */
void keepalive_take(Keepalive *keepalive, const PacketHeader *header);
