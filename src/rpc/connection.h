/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "driver/driver.h"
#include "rpc/account.h"
#include "rpc/packet.h"
#include "rpc/relay_hooks.h"
#include "rpc/server_config.h"

/*
 * One client's connection: packets in, packets out.
 *
 * Main thread only, with one exception: a handler on a worker may hand the pointer on
 * as the name of a guest's owner (start_guest()), and does nothing else with it.  Nothing blocks.
 *
 * Nothing is read from a client that does not read what waits for it; when too much waits, it is
 * cut off.  A client that sends something that is no packet is cut off at once.
 *
 * No function here ends the connection before it returns.  It marks the connection as closed, and
 * the main loop ends it in the connection's next turn.  From the mark on, nothing is read from the
 * client, and what its streams, subscriptions and keepalive send is dropped.
 */
typedef struct Subscriptions Subscriptions;
typedef struct Streams Streams;
typedef struct Keepalive Keepalive;
typedef struct Stream Stream;

/* Called from the main loop.  packet(): for each packet that came; what is left in it is freed
 * afterwards.  closed(): once, when the connection has ended; it may drop references, as the
 * connection stays until it has returned. */
typedef struct {
    void (*packet)(Connection *connection, const Packet *packet, void *user);
    void (*closed)(Connection *connection, void *user);
} ConnectionHandlers;

/* What all connections of one server share; outlives each of them.  All pointers are borrowed. */
typedef struct {
    Driver *driver;
    const ServerConfig *limits;
    Accounts *accounts;
    GMainContext *context;
    GHashTable *consoles;    /* see serve_console.c */
    const RelayHooks *relay; /* (nullable) NULL: nothing is relayed */
    void *relay_user;        /* of relay->attach */
    ConnectionHandlers handlers;
    void *user; /* of handlers */
} ConnectionSetup;

/* What the client may do, and has done so far. */
typedef struct {
    bool is_read_only;
    bool is_authenticated; /* auth_list was answered; nothing more is asked for */
    bool is_open;          /* connect_open succeeded */
    char *uri;             /* (owned, nullable) as the client gave it; set once */
} ConnectionState;

/* Who the client is, as the kernel says, and whether its socket lets it only read. */
typedef struct {
    uid_t uid;
    gid_t gid;
    pid_t pid;
    bool is_read_only;
} ConnectionPeer;

/* Starts to serve the client at @fd (owned, closed on an error too), an accepted socket.  @setup is
 * borrowed.  Returns: (owned, nullable) the connection; the main loop has a reference of its own
 * until it ends.  Errors: RPC when the peer's user has too many. */
Connection *connection_new(int fd, ConnectionPeer peer, const ConnectionSetup *setup,
                           GError **error);

/* Returns: (owned) another reference to @connection. */
Connection *connection_ref(Connection *connection);

/* Drops a reference; the last one frees @connection, which must have ended by then. */
void connection_unref(Connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_unref)

/* Returns: (borrowed) what the client may do and has done.  Handlers of calls may change it. */
ConnectionState *connection_state(Connection *connection);

/* Returns: (borrowed) what was given to connection_new(). */
const ConnectionSetup *connection_setup(const Connection *connection);

/* Returns: (borrowed) the account that everything held for the client is charged to; as long as
 * @connection, also after its end. */
Account *connection_account(Connection *connection);

/* Returns: (borrowed) the client's event subscriptions; empty once the connection has ended. */
Subscriptions *connection_subscriptions(Connection *connection);

/* Returns: (borrowed) the client's streams; empty once the connection has ended. */
Streams *connection_streams(Connection *connection);

/* Returns: (borrowed) the client's keepalive; stopped once the connection has ended. */
Keepalive *connection_keepalive(Connection *connection);

/* Returns: (borrowed) what the relay keeps for the client, made now if need be; NULL when nothing
 * is relayed.  The connection must not have ended. */
RelayClient *connection_relay(Connection *connection);

/* Returns: who the client is. */
ConnectionPeer connection_peer(const Connection *connection);

/* Returns: (owned, nullable) the security label of the client's socket; NULL where the kernel has
 * none. */
char *connection_label(const Connection *connection);

/* Returns: whether so much waits to be sent that streams and relayed packets have to wait. */
bool connection_is_congested(const Connection *connection);

/* Returns: the milliseconds since the client was accepted. */
int64_t connection_age_ms(const Connection *connection);

/* Notes that connect_open succeeded, with @uri (copied).  Once. */
void connection_open(Connection *connection, const char *uri);

/* Sends @packet (owned) and, behind it, each of @descriptors (nullable, owned; closed once sent).
 * What the socket does not take now is kept and sent by the main loop.  When the connection was cut
 * off, both are dropped; a client without room for them is cut off. */
void connection_send(Connection *connection, GBytes *packet, GArray *descriptors);

/* Has the connection see that a call was taken off its account: the next packet may be read, and an
 * orderly close may go on. */
void connection_end_call(Connection *connection);

/* Stops reading packets until each hold has had its connection_release(). */
void connection_hold(Connection *connection);
void connection_release(Connection *connection);

/* Marks the connection as closed.  @is_orderly: it ends when its calls are over and everything that
 * waits was sent; otherwise in its next turn.  May be called again. */
void connection_close(Connection *connection, bool is_orderly);

/* Returns: whether the connection is marked as closed or has ended: by connection_close(), because
 * the client has gone, or because it was cut off. */
bool connection_is_closed(const Connection *connection);
