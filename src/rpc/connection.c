/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/connection.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/descriptors.h"
#include "rpc/inbox.h"
#include "rpc/keepalive.h"
#include "rpc/outbox.h"
#include "rpc/stream.h"
#include "rpc/subscriptions.h"

enum {
    PACKETS_A_TURN = 16,
    MAX_BACKLOG_BYTES = 64 * 1024 * 1024, /* two packets of the largest kind */
    HIGH_BACKLOG_BYTES = 4 * 1024 * 1024, /* to be sent; above it, no more calls are read */
    HIGH_BYTES = 64 * 1024 * 1024, /* held on the account; above it, no more calls are read */
    CONGESTED_BYTES = 1024 * 1024, /* to be sent; above it, its streams wait */
};

/* A connection only goes forward in these. */
typedef enum {
    PHASE_LIVE,
    PHASE_CLOSING, /* nothing is read; it ends when its calls are over and all is sent */
    PHASE_CUT_OFF, /* it ends in the main loop's next turn */
    PHASE_ENDED,
} Phase;

struct Connection {
    grefcount references;
    const ConnectionSetup *setup;
    Account *account;
    int fd;
    gint64 since;         /* monotonic, microseconds */
    GSource *source;      /* (owned) NULL: ended */
    gpointer tag;         /* of fd in source */
    GIOCondition watched; /* events that source waits for */
    bool is_at_work;      /* in dispatch_socket() */
    Phase phase;
    Inbox *inbox;
    Outbox *outbox;
    bool is_congested;
    unsigned n_holds;
    ConnectionState state;
    Sender sender;
    Subscriptions *subscriptions;
    Streams *streams;
    Keepalive *keepalive;
    ConnectionPeer peer;
    RelayClient *relay; /* (owned, nullable) */
};

/* The source of a connection's socket. */
typedef struct {
    GSource source;
    Connection *connection; /* (owned) */
} SocketSource;

Connection *
connection_ref(Connection *connection)
{
    g_ref_count_inc(&connection->references);
    return connection;
}

void
connection_unref(Connection *connection)
{
    if (!g_ref_count_dec(&connection->references))
        return;
    /* Until then the source has a reference. */
    g_assert(connection->phase == PHASE_ENDED);
    subscriptions_free(connection->subscriptions);
    streams_free(connection->streams);
    keepalive_free(connection->keepalive);
    account_close(connection->account);
    g_free(connection->state.uri);
    g_free(connection);
}

ConnectionState *
connection_state(Connection *connection)
{
    return &connection->state;
}

const ConnectionSetup *
connection_setup(const Connection *connection)
{
    return connection->setup;
}

Account *
connection_account(Connection *connection)
{
    return connection->account;
}

Subscriptions *
connection_subscriptions(Connection *connection)
{
    return connection->subscriptions;
}

Streams *
connection_streams(Connection *connection)
{
    return connection->streams;
}

Keepalive *
connection_keepalive(Connection *connection)
{
    return connection->keepalive;
}

RelayClient *
connection_relay(Connection *connection)
{
    const ConnectionSetup *setup = connection->setup;

    if (connection->relay == NULL && setup->relay != NULL)
        connection->relay = setup->relay->attach(connection, setup->relay_user);
    return connection->relay;
}

ConnectionPeer
connection_peer(const Connection *connection)
{
    return connection->peer;
}

char *
connection_label(const Connection *connection)
{
    char label[1024] = "";
    socklen_t length = sizeof label - 1;

    if (getsockopt(connection->fd, SOL_SOCKET, SO_PEERSEC, label, &length) < 0 || length == 0)
        return NULL;
    return g_strdup(label);
}

bool
connection_is_congested(const Connection *connection)
{
    return connection->is_congested;
}

int64_t
connection_age_ms(const Connection *connection)
{
    return (g_get_monotonic_time() - connection->since) / 1000;
}

bool
connection_is_closed(const Connection *connection)
{
    return connection->phase != PHASE_LIVE;
}

void
connection_open(Connection *connection, const char *uri)
{
    connection->state.uri = g_strdup(uri);
    connection->state.is_open = true;
}

/* Has the main loop dispatch the connection again. */
static void
poke(Connection *connection)
{
    if (connection->phase != PHASE_ENDED)
        g_source_set_ready_time(connection->source, 0);
}

static void
enter_phase(Connection *connection, Phase phase)
{
    if (phase <= connection->phase)
        return;
    connection->phase = phase;
    poke(connection);
}

static void
cut_off(void *user)
{
    enter_phase(user, PHASE_CUT_OFF);
}

static bool
is_held(const Connection *connection)
{
    return connection->phase != PHASE_LIVE || connection->n_holds > 0 ||
           account_held(connection->account, ACCOUNT_CALLS) >=
               connection->setup->limits->max_client_requests ||
           outbox_bytes(connection->outbox) > HIGH_BACKLOG_BYTES ||
           account_held(connection->account, ACCOUNT_BYTES) > HIGH_BYTES;
}

/* Has the main loop wait for the events that matter now. */
static void
update_watch(Connection *connection)
{
    GIOCondition events = 0;

    if (connection->phase >= PHASE_CUT_OFF)
        return;
    if (!is_held(connection))
        events |= G_IO_IN;
    if (outbox_bytes(connection->outbox) > 0)
        events |= G_IO_OUT;
    if (events == connection->watched)
        return;
    connection->watched = events;
    g_source_modify_unix_fd(connection->source, connection->tag, events);
}

/* Sends what the socket takes now. */
static void
flush(Connection *connection)
{
    if (connection->phase >= PHASE_CUT_OFF)
        return;
    if (!outbox_flush(connection->outbox, connection->fd))
        cut_off(connection);
    if (connection->phase == PHASE_CLOSING && outbox_bytes(connection->outbox) == 0)
        poke(connection);
    if (!connection->is_congested || outbox_bytes(connection->outbox) > CONGESTED_BYTES)
        return;
    connection->is_congested = false;
    streams_resume(connection->streams);
    if (connection->relay != NULL)
        connection->setup->relay->resume(connection->relay);
}

void
connection_send(Connection *connection, GBytes *packet, GArray *descriptors)
{
    bool is_first = false;

    if (connection->phase >= PHASE_CUT_OFF) {
        g_bytes_unref(packet);
        descriptors_free(descriptors);
        return;
    }
    is_first = outbox_bytes(connection->outbox) == 0;
    if (!outbox_add(connection->outbox, packet, descriptors, NULL)) {
        cut_off(connection);
        return;
    }
    if (is_first)
        flush(connection);
    connection->is_congested |= outbox_bytes(connection->outbox) > CONGESTED_BYTES;
    if (outbox_bytes(connection->outbox) > MAX_BACKLOG_BYTES) {
        g_info("a client that does not read is cut off");
        cut_off(connection);
    }
    update_watch(connection);
}

static void
send_for_part(GBytes *packet, void *user)
{
    Connection *connection = user;

    if (connection->phase == PHASE_LIVE)
        connection_send(connection, packet, NULL);
    else
        g_bytes_unref(packet);
}

static bool
is_congested(void *user)
{
    return connection_is_congested(user);
}

static void
hold_for_part(bool is_held, void *user)
{
    if (is_held)
        connection_hold(user);
    else
        connection_release(user);
}

/* Hands the next packet to the handler.  Returns: false when no whole packet has come. */
static bool
take_packet(Connection *connection)
{
    Packet packet = {0};
    InboxState state = inbox_take(connection->inbox, &packet);

    if (state == INBOX_IS_BROKEN)
        cut_off(connection);
    if (state != INBOX_HAS_PACKET)
        return false;
    connection->setup->handlers.packet(connection, &packet, connection->setup->user);
    packet_clear(&packet);
    return true;
}

/* Hands packets that have come to the handler, at most PACKETS_A_TURN.  Returns: whether there may
 * be more. */
static bool
take_packets(Connection *connection)
{
    unsigned n_packets = 0;

    while (n_packets < PACKETS_A_TURN && !is_held(connection) && take_packet(connection))
        n_packets++;
    inbox_forget(connection->inbox);
    if (n_packets == PACKETS_A_TURN)
        poke(connection);
    return n_packets == PACKETS_A_TURN;
}

/* Reads once a turn, so that a client that sends much does not delay others. */
static void
receive(Connection *connection)
{
    ssize_t n_bytes = 0;

    if (is_held(connection))
        return;
    n_bytes = inbox_read(connection->inbox, connection->fd);
    if (n_bytes > 0)
        keepalive_note_input(connection->keepalive);
    if (!take_packets(connection) && n_bytes < 0)
        cut_off(connection);
}

/* The one place where a connection ends.  Everything it holds is given back here, but for what its
 * unfinished calls hold: these keep a reference. */
static void
end(Connection *connection)
{
    connection->phase = PHASE_ENDED;
    g_source_destroy(connection->source);
    g_clear_pointer(&connection->source, g_source_unref);
    keepalive_stop(connection->keepalive);
    subscriptions_remove_all(connection->subscriptions);
    streams_end_all(connection->streams);
    if (connection->relay != NULL)
        connection->setup->relay->end(g_steal_pointer(&connection->relay));
    g_clear_pointer(&connection->outbox, outbox_free);
    g_clear_pointer(&connection->inbox, inbox_free);
    close(connection->fd);
    connection->fd = -1;
    connection->setup->handlers.closed(connection, connection->setup->user);
}

static bool
is_over(const Connection *connection)
{
    return connection->phase == PHASE_CUT_OFF ||
           (connection->phase == PHASE_CLOSING && outbox_bytes(connection->outbox) == 0 &&
            account_held(connection->account, ACCOUNT_CALLS) == 0);
}

/* Pokes the connection when it may no longer be held, to take packets that are in the inbox
 * already. If it was not held, there are none. */
static void
look_again(Connection *connection)
{
    if (connection->phase == PHASE_CLOSING || !(connection->watched & G_IO_IN))
        poke(connection);
}

/* The connection's turn in the main loop; never nested.  All other functions only poke(). */
static gboolean
dispatch_socket(GSource *source, GSourceFunc callback, gpointer user)
{
    /* The source's reference keeps the connection alive during this. */
    Connection *connection = ((SocketSource *)source)->connection;
    GIOCondition ready = g_source_query_unix_fd(source, connection->tag);

    (void)callback;
    (void)user;
    g_assert(!connection->is_at_work);
    connection->is_at_work = true;
    /* Each call of g_source_set_ready_time() wakes the main loop, so only where it is needed. */
    if (g_source_get_ready_time(source) >= 0)
        g_source_set_ready_time(source, -1);
    if (ready & G_IO_OUT)
        flush(connection);
    /* A held connection is not read, so a client that has gone is seen here. */
    if (is_held(connection) && ready & (G_IO_HUP | G_IO_ERR))
        cut_off(connection);
    if (!take_packets(connection) && ready & (G_IO_IN | G_IO_HUP | G_IO_ERR))
        receive(connection);
    connection->is_at_work = false;
    if (is_over(connection)) {
        end(connection);
        return G_SOURCE_REMOVE;
    }
    update_watch(connection);
    return G_SOURCE_CONTINUE;
}

static void
finalize_socket(GSource *source)
{
    connection_unref(((SocketSource *)source)->connection);
}

void
connection_end_call(Connection *connection)
{
    look_again(connection);
}

void
connection_hold(Connection *connection)
{
    connection->n_holds++;
    update_watch(connection);
}

void
connection_release(Connection *connection)
{
    g_assert(connection->n_holds > 0);
    connection->n_holds--;
    look_again(connection);
}

void
connection_close(Connection *connection, bool is_orderly)
{
    enter_phase(connection, is_orderly ? PHASE_CLOSING : PHASE_CUT_OFF);
}

static void
add_source(Connection *connection)
{
    static GSourceFuncs functions = {.dispatch = dispatch_socket, .finalize = finalize_socket};

    connection->source = g_source_new(&functions, sizeof(SocketSource));
    /* The main loop's reference; dropped by end(). */
    ((SocketSource *)connection->source)->connection = connection_ref(connection);
    /* Saves time: otherwise GLib removes the socket from the main loop's list before each turn, and
     * adds it again afterwards. */
    g_source_set_can_recurse(connection->source, TRUE);
    connection->watched = G_IO_IN;
    connection->tag = g_source_add_unix_fd(connection->source, connection->fd, connection->watched);
    g_source_attach(connection->source, connection->setup->context);
}

Connection *
connection_new(int fd, ConnectionPeer peer, const ConnectionSetup *setup, GError **error)
{
    Connection *connection = g_new0(Connection, 1);

    connection->account = account_open(setup->accounts, peer.uid, cut_off, connection, error);
    if (connection->account == NULL) {
        close(fd);
        g_free(connection);
        return NULL;
    }
    g_ref_count_init(&connection->references);
    connection->setup = setup;
    connection->fd = fd;
    connection->since = g_get_monotonic_time();
    connection->peer = peer;
    connection->state.is_read_only = peer.is_read_only;
    connection->inbox = inbox_new(connection->account);
    connection->outbox = outbox_new(connection->account);
    connection->sender = (Sender){
        .send = send_for_part,
        .is_congested = is_congested,
        .hold = hold_for_part,
        .fail = cut_off,
        .user = connection,
        .account = connection->account,
        .context = setup->context,
    };
    connection->subscriptions = subscriptions_new(&connection->sender);
    connection->streams = streams_new(&connection->sender);
    connection->keepalive = keepalive_new(&connection->sender, setup->limits);
    add_source(connection);
    return connection;
}
