/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "driver/driver.h"
#include "rpc/account.h"
#include "rpc/packet.h"
#include "rpc/server_config.h"

/*
 * One client's connection: packets in, packets out.
 *
 * It lives on the main thread, and so does every reference to it.  A client that stops reading is
 * not read from either, and is cut off when too much waits for it; one that sends what is no packet
 * is cut off at once.
 *
 * No call here ends the connection before it returns: what is to end is marked, and ends in the
 * main loop's next turn of the connection, where nobody else is inside.  From the mark on nothing
 * is read from the client any more, and what its streams, subscriptions and keepalive send is
 * dropped.
 */
typedef struct Connection Connection;
typedef struct Subscriptions Subscriptions;
typedef struct Streams Streams;
typedef struct Keepalive Keepalive;
typedef struct Stream Stream;

/* Who is told of what arrives. */
typedef struct {
    void (*packet)(Connection *connection, const Packet *packet, void *user);
    void (*closed)(Connection *connection, void *user); /* once, from the main loop */
} ConnectionHandlers;

typedef struct {
    Driver *driver;
    const ServerConfig *limits;
    Accounts *accounts;
    GMainContext *context;
    GHashTable *consoles; /* see serve_console.c */
    ConnectionHandlers handlers;
    void *user;
} ConnectionSetup; /* outlives every connection */

/* What a connection may do, and has done so far. */
typedef struct {
    bool is_read_only;
    bool is_authenticated; /* auth_list was answered, and nothing more is to be done */
    bool is_open;          /* connect_open succeeded */
    char *uri;             /* (owned) as the client gave it */
} ConnectionState;

/* Who is at the other end. */
typedef struct {
    uid_t uid;
    bool is_read_only;
} ConnectionPeer;

/* Returns: (owned, nullable) the connection on the accepted socket @fd, which it owns; closed on an
 * error.  Errors: RPC: the peer's user has too many. */
Connection *connection_new(int fd, ConnectionPeer peer, const ConnectionSetup *setup,
                           GError **error);
Connection *connection_ref(Connection *connection);
void connection_unref(Connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_unref)

ConnectionState *connection_state(Connection *connection);
const ConnectionSetup *connection_setup(const Connection *connection);
Account *connection_account(Connection *connection);
Subscriptions *connection_subscriptions(Connection *connection);
Streams *connection_streams(Connection *connection);
Keepalive *connection_keepalive(Connection *connection);

/* How long ago it was accepted. */
int64_t connection_age_ms(const Connection *connection);

/* Notes that it is open, under @uri (copied). */
void connection_open(Connection *connection, const char *uri);

/* Sends @packet (owned), and behind it each of @descriptors (nullable, owned: closed once they are
 * sent).  It is dropped when the connection was cut off. */
void connection_send(Connection *connection, GBytes *packet, GArray *descriptors);

/* A call that is charged to the account, and for which an orderly close waits, is over: there is
 * room for the next. */
void connection_end_call(Connection *connection);

/* While held, no packet is read. */
void connection_hold(Connection *connection);
void connection_release(Connection *connection);

/* Has it end: at once, or, if @is_orderly, when its calls are over and what waits was sent. */
void connection_close(Connection *connection, bool is_orderly);

/* Whether that was said, or the client has gone. */
bool connection_is_closed(const Connection *connection);
