/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/connection.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/keepalive.h"
#include "rpc/stream.h"
#include "rpc/subscriptions.h"

enum {
    READ_BYTES = 64 * 1024,
    READS_A_TURN = 8,
    MAX_BACKLOG_BYTES = 64 * 1024 * 1024, /* two packets of the largest kind */
    HIGH_BACKLOG_BYTES = 4 * 1024 * 1024, /* above it, its calls wait */
    MAX_WAITING_DESCRIPTORS = 2 * PACKET_MAX_DESCRIPTORS,
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
    GByteArray *received; /* not yet a packet */
    GArray *descriptors;  /* int: received, not yet given out */
    GQueue outgoing;      /* Outgoing */
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

void
descriptors_free(GArray *descriptors)
{
    for (guint i = 0; i < descriptors->len; i++)
        close(g_array_index(descriptors, int, i));
    g_array_unref(descriptors);
}

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
    descriptors_free(connection->descriptors);
    g_byte_array_unref(connection->received);
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
    const uint8_t *bytes = connection->received->data;
    size_t length = 0;
    size_t n_descriptors = 0;
    g_autoptr(GByteArray) kept = NULL;
    Packet packet = {0};

    if (connection->received->len < PACKET_LENGTH_BYTES)
        return false;
    if (!packet_read_length(bytes, &length)) {
        close_now(connection);
        return false;
    }
    if (connection->received->len < length)
        return false;
    packet.header = packet_read_header(bytes + PACKET_LENGTH_BYTES);
    if (packet.header.type == PACKET_CALL_WITH_DESCRIPTORS && length >= PACKET_MIN_BYTES + 4)
        n_descriptors = packet_read_word(bytes + PACKET_MIN_BYTES);
    if (n_descriptors > PACKET_MAX_DESCRIPTORS) {
        close_now(connection);
        return false;
    }
    /* Each descriptor came with a byte of its own, behind the packet. */
    if (connection->received->len < length + n_descriptors)
        return false;
    if (connection->descriptors->len < n_descriptors) {
        close_now(connection);
        return false;
    }
    packet.descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_vals(packet.descriptors, connection->descriptors->data, (guint)n_descriptors);
    g_array_remove_range(connection->descriptors, 0, (guint)n_descriptors);
    kept = g_byte_array_sized_new((guint)length);
    g_byte_array_append(kept, bytes, (guint)length);
    g_byte_array_remove_range(connection->received, 0, (guint)(length + n_descriptors));
    packet.body = kept->data + PACKET_MIN_BYTES;
    packet.n_bytes = length - PACKET_MIN_BYTES;
    connection->setup->handlers.packet(connection, &packet, connection->setup->user);
    descriptors_free(packet.descriptors);
    return true;
}

/* Gives out what came before we stopped to listen. */
static void
take_packets(Connection *connection)
{
    while (!connection->is_closed && !is_held(connection) && take_packet(connection))
        continue;
}

static void
take_descriptors(Connection *connection, struct msghdr *message)
{
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
         header = CMSG_NXTHDR(message, header)) {
        size_t n_descriptors = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);

        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
            g_array_append_vals(connection->descriptors, CMSG_DATA(header), (guint)n_descriptors);
    }
}

/* Returns: as send_bytes(). */
static ssize_t
receive_some(Connection *connection)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(PACKET_MAX_DESCRIPTORS * sizeof(int))];
    } control = {0};
    uint8_t bytes[READ_BYTES];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t n_bytes = recvmsg(connection->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

    if (n_bytes < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    if (n_bytes == 0)
        return -1;
    take_descriptors(connection, &message);
    if (connection->descriptors->len > MAX_WAITING_DESCRIPTORS)
        return -1;
    g_byte_array_append(connection->received, bytes, (guint)n_bytes);
    keepalive_note_input(connection->keepalive);
    return n_bytes;
}

static void
receive(Connection *connection)
{
    ssize_t n_bytes = 1;

    for (unsigned i = 0; i < READS_A_TURN && n_bytes > 0 && !connection->is_closed; i++) {
        if (is_held(connection))
            return;
        n_bytes = receive_some(connection);
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
    if (ready & G_IO_OUT)
        flush(connection);
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
    connection->received = g_byte_array_new();
    connection->descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    g_queue_init(&connection->outgoing);
    connection->subscriptions = subscriptions_new(connection);
    connection->streams = streams_new(connection);
    connection->keepalive = keepalive_new(connection);
    connection->source = g_source_new(&functions, sizeof(SocketSource));
    /* The main loop's hold on the connection; it ends with close_now(). */
    ((SocketSource *)connection->source)->connection = connection_ref(connection);
    connection->tag = g_source_add_unix_fd(connection->source, fd, G_IO_IN);
    g_source_attach(connection->source, setup->context);
    return connection;
}

Keepalive *
connection_keepalive(Connection *connection)
{
    return connection->keepalive;
}
