/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/connection.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/inbox.h"
#include "rpc/keepalive.h"
#include "rpc/stream.h"
#include "rpc/subscriptions.h"

enum {
    READS_A_TURN = 4,
    PACKETS_A_TURN = 16,
    MAX_BACKLOG_BYTES = 64 * 1024 * 1024, /* two packets of the largest kind */
    HIGH_BACKLOG_BYTES = 4 * 1024 * 1024, /* above it, its calls wait */
};

/* A packet on its way out. */
typedef struct {
    GBytes *bytes;
    size_t n_sent;
    GArray *descriptors; /* (owned, nullable) to be sent behind it, one a byte */
} Outgoing;

struct Connection {
    gatomicrefcount references;
    const ConnectionSetup *setup;
    int fd;
    gint64 since;         /* monotonic, microseconds */
    GSource *source;      /* (owned) NULL: closed */
    gpointer tag;         /* of fd in it */
    GIOCondition watched; /* of fd */
    Inbox *inbox;
    bool is_taking;  /* packets from it: a call may end while it is given out */
    bool has_more;   /* perhaps: its turn was over */
    GQueue outgoing; /* Outgoing */
    size_t backlog;
    unsigned n_calls, n_holds;
    bool is_closing; /* when all is sent */
    bool is_closed;
    ConnectionState state;
    Subscriptions *subscriptions;
    Streams *streams;
    Keepalive *keepalive;
};

/* The source of a connection's socket. */
typedef struct {
    GSource source;
    Connection *connection; /* (owned) */
} SocketSource;

static void
outgoing_free(gpointer item)
{
    Outgoing *outgoing = item;

    g_bytes_unref(outgoing->bytes);
    if (outgoing->descriptors != NULL)
        descriptors_free(outgoing->descriptors);
    g_free(outgoing);
}

Connection *
connection_ref(Connection *connection)
{
    g_atomic_ref_count_inc(&connection->references);
    return connection;
}

void
connection_unref(Connection *connection)
{
    if (!g_atomic_ref_count_dec(&connection->references))
        return;
    g_queue_clear_full(&connection->outgoing, outgoing_free);
    inbox_free(connection->inbox);
    subscriptions_free(connection->subscriptions);
    streams_free(connection->streams);
    keepalive_free(connection->keepalive);
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

int64_t
connection_age_ms(const Connection *connection)
{
    return (g_get_monotonic_time() - connection->since) / 1000;
}

bool
connection_is_closed(const Connection *connection)
{
    return connection->is_closed || connection->is_closing;
}

size_t
connection_backlog(const Connection *connection)
{
    return connection->backlog;
}

static void
close_now(Connection *connection)
{
    g_autoptr(Connection) kept = connection_ref(connection);

    if (kept->is_closed)
        return;
    kept->is_closed = true;
    /* The source refers to the connection until it is freed itself. */
    g_source_destroy(kept->source);
    g_clear_pointer(&kept->source, g_source_unref);
    keepalive_stop(kept->keepalive);
    close(kept->fd);
    kept->fd = -1;
    kept->setup->handlers.closed(kept, kept->setup->user);
}

/* Returns: bytes sent, 0: not now, -1: never again. */
static ssize_t
send_bytes(Connection *connection, const uint8_t *bytes, size_t n_bytes, int descriptor)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct iovec vector = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = n_bytes};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t n_sent = 0;

    if (descriptor >= 0) {
        control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof descriptor),
                                          .cmsg_level = SOL_SOCKET,
                                          .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
    }
    n_sent = sendmsg(connection->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    return n_sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : n_sent;
}

/* Sends of the first packet what goes.  Returns: as send_bytes(); @is_done: the packet is out. */
static ssize_t
send_first(Connection *connection, Outgoing *outgoing, bool *is_done)
{
    static const uint8_t carrier = 0;
    size_t n_bytes = 0;
    const uint8_t *bytes = g_bytes_get_data(outgoing->bytes, &n_bytes);
    ssize_t n_sent = 0;

    if (outgoing->n_sent < n_bytes) {
        n_sent = send_bytes(connection, bytes + outgoing->n_sent, n_bytes - outgoing->n_sent, -1);
        if (n_sent > 0) {
            outgoing->n_sent += (size_t)n_sent;
            connection->backlog -= (size_t)n_sent;
        }
    } else {
        int descriptor = g_array_index(outgoing->descriptors, int, 0);

        n_sent = send_bytes(connection, &carrier, 1, descriptor);
        if (n_sent > 0) {
            close(descriptor);
            g_array_remove_index(outgoing->descriptors, 0);
        }
    }
    *is_done = outgoing->n_sent == n_bytes &&
               (outgoing->descriptors == NULL || outgoing->descriptors->len == 0);
    return n_sent;
}

/* Sends what goes now. */
static void
flush(Connection *connection)
{
    ssize_t n_sent = 1;

    while (!connection->is_closed && n_sent > 0 && !g_queue_is_empty(&connection->outgoing)) {
        Outgoing *outgoing = g_queue_peek_head(&connection->outgoing);
        bool is_done = false;

        n_sent = send_first(connection, outgoing, &is_done);
        if (is_done)
            outgoing_free(g_queue_pop_head(&connection->outgoing));
    }
    if (n_sent < 0 || (connection->is_closing && g_queue_is_empty(&connection->outgoing)))
        close_now(connection);
}

static bool
is_held(const Connection *connection)
{
    return connection->n_holds > 0 || connection->is_closing ||
           connection->n_calls >= connection->setup->limits->max_client_requests ||
           connection->backlog > HIGH_BACKLOG_BYTES;
}

/* Has the main loop look at what matters now. */
static void
update_watch(Connection *connection)
{
    GIOCondition events = 0;

    if (connection->is_closed)
        return;
    if (!is_held(connection))
        events |= G_IO_IN;
    if (!g_queue_is_empty(&connection->outgoing))
        events |= G_IO_OUT;
    if (events == connection->watched)
        return;
    connection->watched = events;
    g_source_modify_unix_fd(connection->source, connection->tag, events);
}

void
connection_send(Connection *connection, GBytes *packet, GArray *descriptors)
{
    Outgoing *outgoing = g_new0(Outgoing, 1);

    outgoing->bytes = packet;
    outgoing->descriptors = descriptors;
    if (connection_is_closed(connection)) {
        outgoing_free(outgoing);
        return;
    }
    g_queue_push_tail(&connection->outgoing, outgoing);
    connection->backlog += g_bytes_get_size(packet);
    if (connection->outgoing.length == 1)
        flush(connection);
    if (connection->backlog > MAX_BACKLOG_BYTES) {
        g_info("a client that does not read is cut off");
        close_now(connection);
    }
    update_watch(connection);
}

void
connection_begin_call(Connection *connection)
{
    connection->n_calls++;
}

/* Gives out a packet that is whole.  Returns: false when there is none yet. */
static bool
take_packet(Connection *connection)
{
    Packet packet = {0};
    InboxState state = inbox_take(connection->inbox, &packet);

    if (state == INBOX_IS_BROKEN)
        close_now(connection);
    if (state != INBOX_HAS_PACKET)
        return false;
    connection->setup->handlers.packet(connection, &packet, connection->setup->user);
    descriptors_free(packet.descriptors);
    return true;
}

/* Gives out what came before we stopped to listen, as far as one turn goes: others wait for theirs.
 */
static void
take_packets(Connection *connection)
{
    g_autoptr(Connection) kept = connection_ref(connection);
    unsigned n_packets = 0;

    if (kept->is_taking)
        return;
    kept->is_taking = true;
    while (n_packets < PACKETS_A_TURN && !kept->is_closed && !is_held(kept) && take_packet(kept))
        n_packets++;
    kept->is_taking = false;
    inbox_forget(kept->inbox);
    kept->has_more = n_packets == PACKETS_A_TURN;
    if (kept->has_more && !kept->is_closed)
        g_source_set_ready_time(kept->source, 0);
}

static void
receive(Connection *connection)
{
    ssize_t n_bytes = 1;

    for (unsigned i = 0; i < READS_A_TURN && n_bytes > 0; i++) {
        if (connection->is_closed || connection->has_more || is_held(connection))
            return;
        n_bytes = inbox_read(connection->inbox, connection->fd);
        if (n_bytes > 0)
            keepalive_note_input(connection->keepalive);
        take_packets(connection);
    }
    if (n_bytes < 0)
        close_now(connection);
}

static gboolean
dispatch_socket(GSource *source, GSourceFunc callback, gpointer user)
{
    SocketSource *socket = (SocketSource *)source;
    g_autoptr(Connection) connection = connection_ref(socket->connection);
    GIOCondition ready = g_source_query_unix_fd(source, connection->tag);

    (void)callback;
    (void)user;
    g_source_set_ready_time(source, -1);
    if (ready & G_IO_OUT)
        flush(connection);
    if (connection->has_more)
        take_packets(connection);
    if (!connection->is_closed && ready & (G_IO_IN | G_IO_HUP | G_IO_ERR)) {
        /* Held or not: a client that has gone will not come back. */
        if (is_held(connection) && ready & (G_IO_HUP | G_IO_ERR))
            close_now(connection);
        else
            receive(connection);
    }
    update_watch(connection);
    return connection->is_closed ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
finalize_socket(GSource *source)
{
    connection_unref(((SocketSource *)source)->connection);
}

void
connection_end_call(Connection *connection)
{
    connection->n_calls--;
    take_packets(connection);
    update_watch(connection);
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
    connection->n_holds--;
    take_packets(connection);
    update_watch(connection);
}

void
connection_close(Connection *connection, bool is_orderly)
{
    connection->is_closing = true;
    if (!is_orderly || g_queue_is_empty(&connection->outgoing))
        close_now(connection);
    else
        update_watch(connection);
}

Connection *
connection_new(int fd, bool is_read_only, const ConnectionSetup *setup)
{
    static GSourceFuncs functions = {.dispatch = dispatch_socket, .finalize = finalize_socket};
    Connection *connection = g_new0(Connection, 1);

    g_atomic_ref_count_init(&connection->references);
    connection->setup = setup;
    connection->fd = fd;
    connection->since = g_get_monotonic_time();
    connection->state.is_read_only = is_read_only;
    connection->inbox = inbox_new();
    g_queue_init(&connection->outgoing);
    connection->subscriptions = subscriptions_new(connection);
    connection->streams = streams_new(connection);
    connection->keepalive = keepalive_new(connection);
    connection->source = g_source_new(&functions, sizeof(SocketSource));
    /* The main loop's hold on the connection; it ends with close_now(). */
    ((SocketSource *)connection->source)->connection = connection_ref(connection);
    connection->watched = G_IO_IN;
    connection->tag = g_source_add_unix_fd(connection->source, fd, connection->watched);
    g_source_attach(connection->source, setup->context);
    return connection;
}

Keepalive *
connection_keepalive(Connection *connection)
{
    return connection->keepalive;
}
