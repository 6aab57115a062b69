/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "relay/relay_config.h"
#include "rpc/relay_kind.h"

/*
 * Which socket the stock daemon of a kind has, by the rule of libvirt's own clients: the modular
 * daemon's where it exists, else libvirtd's.
 *
 * For workers: it touches paths.
 */
typedef enum {
    PEER_SOCKET_CONNECTED,
    PEER_SOCKET_BUSY,   /* its queue of clients is full: try again later */
    PEER_SOCKET_ABSENT, /* nobody serves it */
    PEER_SOCKET_FAILED,
} PeerSocketState;

/* Connects to the daemon of @kind, without waiting.  @is_read_only: only ever to the socket for
 * clients that may only read; a session has none, and the flag of connect_open holds there.
 * Returns: PEER_SOCKET_CONNECTED with @fd (owned) set.  Errors (FAILED only): OPERATION_FAILED with
 * the path. */
PeerSocketState peer_socket_connect(const RelayConfig *config, RelayKind kind, bool is_read_only,
                                    int *fd, GError **error);
