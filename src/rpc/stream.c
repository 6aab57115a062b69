/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "rpc/error_reply.h"

/* What waits for a client that is slow, and for a console that is. */
enum { MAX_DOWN_BYTES = 1024 * 1024, MAX_UP_BYTES = 1024 * 1024 };

struct Stream {
    Streams *streams; /* (borrowed) NULL: not begun */
    int fd;
    unsigned directions;
    void (*ended)(void *user);
    void *user;
    PacketHeader header;
    GSource *source; /* (owned, nullable) */
    gpointer tag;
    GByteArray *up;    /* came from the client, not yet written */
    bool is_down_over; /* the client knows that no more will come */
    bool is_holding;   /* the connection is held for it */
};

typedef struct {
    GSource source;
    Stream *stream; /* borrowed */
} StreamSource;

struct Streams {
    Connection *connection; /* borrowed */
    GPtrArray *all;         /* Stream */
};

Stream *
stream_new(int fd, unsigned directions, void (*ended)(void *user), void *user)
{
    Stream *stream = g_new0(Stream, 1);

    stream->fd = fd;
    stream->directions = directions;
    stream->ended = ended;
    stream->user = user;
    stream->up = g_byte_array_new();
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return stream;
}

static void
hold(Stream *stream, bool is_holding)
{
    if (stream->is_holding == is_holding)
        return;
    stream->is_holding = is_holding;
    if (is_holding)
        connection_hold(stream->streams->connection);
    else
        connection_release(stream->streams->connection);
}

void
stream_free(Stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->source != NULL) {
        g_source_destroy(stream->source);
        g_source_unref(stream->source);
    }
    if (stream->streams != NULL)
        hold(stream, false);
    close(stream->fd);
    g_byte_array_unref(stream->up);
    if (stream->ended != NULL)
        stream->ended(stream->user);
    g_free(stream);
}

Streams *
streams_new(Connection *connection)
{
    Streams *streams = g_new0(Streams, 1);

    streams->connection = connection;
    streams->all = g_ptr_array_new_with_free_func((GDestroyNotify)stream_free);
    return streams;
}

void
streams_free(Streams *streams)
{
    if (streams == NULL)
        return;
    g_ptr_array_unref(streams->all);
    g_free(streams);
}

void
streams_end_all(Streams *streams)
{
    g_ptr_array_set_size(streams->all, 0);
}

static void
send_packet(Stream *stream, PacketStatus status, const void *bytes, size_t n_bytes)
{
    PacketHeader header = stream->header;

    header.type = PACKET_STREAM;
    header.status = status;
    connection_send(stream->streams->connection, packet_new(&header, bytes, n_bytes), NULL);
}

/* The descriptor has come to its end: an empty packet says so. */
static void
end_down(Stream *stream)
{
    if (!stream->is_down_over)
        send_packet(stream, PACKET_CONTINUE, NULL, 0);
    stream->is_down_over = true;
}

static void
read_down(Stream *stream)
{
    char bytes[PACKET_STREAM_BYTES / 4];
    ssize_t n_bytes = read(stream->fd, bytes, sizeof bytes);

    if (n_bytes > 0)
        send_packet(stream, PACKET_CONTINUE, bytes, (size_t)n_bytes);
    else if (n_bytes == 0 || (errno != EAGAIN && errno != EINTR))
        end_down(stream);
}

static void
write_up(Stream *stream)
{
    ssize_t n_bytes = 1;

    while (n_bytes > 0 && stream->up->len > 0) {
        n_bytes = write(stream->fd, stream->up->data, stream->up->len);
        if (n_bytes > 0)
            g_byte_array_remove_range(stream->up, 0, (guint)n_bytes);
    }
    /* Nobody will take it. */
    if (n_bytes < 0 && errno != EAGAIN && errno != EINTR)
        g_byte_array_set_size(stream->up, 0);
    hold(stream, stream->up->len > MAX_UP_BYTES);
}

static void
update_watch(Stream *stream)
{
    GIOCondition events = 0;

    if (stream->directions & STREAM_DOWN && !stream->is_down_over &&
        connection_backlog(stream->streams->connection) < MAX_DOWN_BYTES)
        events |= G_IO_IN;
    if (stream->up->len > 0)
        events |= G_IO_OUT;
    g_source_modify_unix_fd(stream->source, stream->tag, events);
    /* A client that is slow is looked at again; nothing tells us when it has caught up. */
    g_source_set_ready_time(stream->source,
                            stream->is_down_over || events & G_IO_IN
                                ? -1
                                : g_get_monotonic_time() + 10 * G_TIME_SPAN_MILLISECOND);
}

static gboolean
dispatch_stream(GSource *source, GSourceFunc callback, gpointer user)
{
    Stream *stream = ((StreamSource *)source)->stream;
    g_autoptr(Connection) kept G_GNUC_UNUSED = connection_ref(stream->streams->connection);
    GIOCondition ready = g_source_query_unix_fd(source, stream->tag);

    (void)callback;
    (void)user;
    if (ready & G_IO_OUT)
        write_up(stream);
    if (ready & G_IO_IN)
        read_down(stream);
    else if (ready & (G_IO_HUP | G_IO_ERR))
        end_down(stream);
    /* The connection, and the stream with it, may have ended over this. */
    if (g_source_is_destroyed(source))
        return G_SOURCE_REMOVE;
    update_watch(stream);
    if (!(ready & G_IO_HUP) || !stream->is_down_over)
        return G_SOURCE_CONTINUE;
    /* A descriptor that has hung up would be ready for ever. */
    g_source_remove_unix_fd(source, stream->tag);
    stream->tag = NULL;
    return G_SOURCE_REMOVE;
}

void
streams_begin(Streams *streams, Stream *stream, const PacketHeader *header)
{
    static GSourceFuncs functions = {.dispatch = dispatch_stream};

    if (connection_is_closed(streams->connection)) {
        stream_free(stream);
        return;
    }
    stream->streams = streams;
    stream->header = *header;
    g_ptr_array_add(streams->all, stream);
    stream->source = g_source_new(&functions, sizeof(StreamSource));
    ((StreamSource *)stream->source)->stream = stream;
    stream->tag = g_source_add_unix_fd(stream->source, stream->fd, G_IO_IN);
    g_source_attach(stream->source, connection_setup(streams->connection)->context);
}

static Stream *
find(Streams *streams, const PacketHeader *header)
{
    for (guint i = 0; i < streams->all->len; i++) {
        Stream *stream = g_ptr_array_index(streams->all, i);

        if (stream->header.serial == header->serial &&
            stream->header.procedure == header->procedure &&
            stream->header.program == header->program)
            return stream;
    }
    return NULL;
}

void
stream_end(Stream *stream, const GError *why)
{
    if (why != NULL)
        connection_send(stream->streams->connection, error_reply_new_stream(&stream->header, why),
                        NULL);
    g_ptr_array_remove(stream->streams->all, stream);
}

static void
take_data(Stream *stream, const uint8_t *body, size_t n_bytes)
{
    g_autoptr(GError) why = NULL;

    if (!(stream->directions & STREAM_UP)) {
        why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_RPC,
                                  _("this stream takes no data from a client"));
        stream_end(stream, why);
        return;
    }
    if (stream->tag == NULL)
        return;
    g_byte_array_append(stream->up, body, (guint)n_bytes);
    write_up(stream);
    update_watch(stream);
}

void
streams_take(Streams *streams, const PacketHeader *header, const uint8_t *body, size_t n_bytes)
{
    Stream *stream = find(streams, header);

    /* One that we have ended may still be on its way for the client. */
    if (stream == NULL)
        return;
    if (header->type != PACKET_STREAM) {
        stream_end(stream, NULL);
    } else if (header->status == PACKET_OK || header->status == PACKET_ERROR) {
        /* A client waits for a word at the end of a stream, even of one that it cuts off. */
        send_packet(stream, PACKET_OK, NULL, 0);
        stream_end(stream, NULL);
    } else {
        take_data(stream, body, n_bytes);
    }
}
