/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "driver/driver.h"
#include "rpc/inbox.h"
#include "rpc/server_config.h"

/*
 * One client's connection: packets in, packets out.
 *
 * It lives on the main thread; only connection_ref() and connection_unref() may be called
 * elsewhere.  A client that stops reading is not read from either, and is cut off when
 * too much waits for it; one that sends what is no packet is cut off at once.
 */
typedef struct Connection Connection;
typedef struct Subscriptions Subscriptions;
typedef struct Streams Streams;
typedef struct Keepalive Keepalive;
typedef struct Stream Stream;

/* Who is told of what arrives. */
typedef struct {
    void (*packet)(Connection *connection, const Packet *packet, void *user);
    void (*closed)(Connection *connection, void *user); /* once */
} ConnectionHandlers;

typedef struct {
    Driver *driver;
    const ServerConfig *limits;
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
    bool wants_close_event;
    char *uri; /* (owned) as the client gave it */
} ConnectionState;

/* Returns: (owned) the connection on the accepted socket @fd, which it owns. */
Connection *connection_new(int fd, bool is_read_only, const ConnectionSetup *setup);
Connection *connection_ref(Connection *connection);
void connection_unref(Connection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, connection_unref)

ConnectionState *connection_state(Connection *connection);
const ConnectionSetup *connection_setup(const Connection *connection);
Subscriptions *connection_subscriptions(Connection *connection);
Streams *connection_streams(Connection *connection);
Keepalive *connection_keepalive(Connection *connection);

/* How long ago it was accepted. */
int64_t connection_age_ms(const Connection *connection);

/* Sends @packet (owned), and behind it each of @descriptors (nullable, owned: closed once they are
 * sent). */
void connection_send(Connection *connection, GBytes *packet, GArray *descriptors);

/* Bytes that wait to be sent: who has more to send later waits until they are few. */
size_t connection_backlog(const Connection *connection);

/* Counts calls at work: beyond the limit no further packet is read. */
void connection_begin_call(Connection *connection);
void connection_end_call(Connection *connection);

/* While held, no packet is read. */
void connection_hold(Connection *connection);
void connection_release(Connection *connection);

/* Ends it, after what waits was sent if @is_orderly; closed() is called before it returns or when
 * that is done. */
void connection_close(Connection *connection, bool is_orderly);
bool connection_is_closed(const Connection *connection);
