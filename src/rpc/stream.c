/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "rpc/byte_queue.h"
#include "rpc/error_reply.h"

enum {
    MAX_UP_BYTES = 1024 * 1024, /* to be written; above it, nothing more is read from the client */
    WRITES_A_TURN = 16,
};

/*
 * The owner has a reference to a stream and so has the source while it is attached, so that a
 * stream that ends in the source's turn stays until the turn is over.
 */
struct Stream {
    grefcount references;
    Streams *streams; /* (borrowed) NULL: not begun, or over */
    int fd;
    unsigned directions;
    void (*ended)(void *user);
    void *user;
    PacketHeader header;
    GSource *source; /* (owned, nullable) */
    gpointer tag;    /* NULL: the descriptor has hung up */
    GIOCondition watched;
    ByteQueue *up;     /* from the client, not yet written to fd */
    bool is_over;      /* finish() was called; nothing else is done with it */
    bool is_down_over; /* the client was told that no more will come */
    bool is_holding;   /* the connection is held for it */
    Charge place, bytes;
};

typedef struct {
    GSource source;
    Stream *stream; /* (owned) */
} StreamSource;

struct Streams {
    const Sender *sender; /* borrowed */
    GPtrArray *all;       /* Stream (owned) */
};

Stream *
stream_new(int fd, unsigned directions, void (*ended)(void *user), void *user)
{
    Stream *stream = g_new0(Stream, 1);

    g_ref_count_init(&stream->references);
    stream->fd = fd;
    stream->directions = directions;
    stream->ended = ended;
    stream->user = user;
    stream->up = byte_queue_new();
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return stream;
}

static void
stream_unref(gpointer item)
{
    Stream *stream = item;

    if (!g_ref_count_dec(&stream->references))
        return;
    g_assert(stream->is_over);
    byte_queue_free(stream->up);
    g_free(stream);
}

static void
hold(Stream *stream, bool is_holding)
{
    const Sender *sender = stream->streams->sender;

    if (stream->is_holding == is_holding)
        return;
    stream->is_holding = is_holding;
    sender->hold(is_holding, sender->user);
}

/* The one place where a stream ends.  The caller drops the owner's reference afterwards. */
static void
finish(Stream *stream)
{
    if (stream->is_over)
        return;
    stream->is_over = true;
    if (stream->streams != NULL)
        hold(stream, false);
    stream->streams = NULL;
    if (stream->source != NULL)
        g_source_destroy(stream->source);
    g_clear_pointer(&stream->source, g_source_unref);
    close(stream->fd);
    charge_release(&stream->place);
    charge_release(&stream->bytes);
    if (stream->ended != NULL)
        stream->ended(stream->user);
}

void
stream_free(Stream *stream)
{
    if (stream == NULL)
        return;
    finish(stream);
    stream_unref(stream);
}

Streams *
streams_new(const Sender *sender)
{
    Streams *streams = g_new0(Streams, 1);

    streams->sender = sender;
    streams->all = g_ptr_array_new_with_free_func(stream_unref);
    return streams;
}

void
streams_end_all(Streams *streams)
{
    for (guint i = 0; i < streams->all->len; i++)
        finish(g_ptr_array_index(streams->all, i));
    g_ptr_array_set_size(streams->all, 0);
}

void
streams_free(Streams *streams)
{
    if (streams == NULL)
        return;
    streams_end_all(streams);
    g_ptr_array_unref(streams->all);
    g_free(streams);
}

static void
send_bytes(const Stream *stream, GBytes *packet)
{
    const Sender *sender = stream->streams->sender;

    sender->send(packet, sender->user);
}

static void
send_packet(const Stream *stream, PacketStatus status, const void *bytes, size_t n_bytes)
{
    PacketHeader header = stream->header;

    header.type = PACKET_STREAM;
    header.status = status;
    send_bytes(stream, packet_new(&header, bytes, n_bytes));
}

void
stream_end(Stream *stream, const GError *why)
{
    Streams *streams = stream->streams;

    if (stream->is_over)
        return;
    if (why != NULL)
        send_bytes(stream, error_reply_new_stream(&stream->header, why));
    finish(stream);
    g_ptr_array_remove(streams->all, stream);
}

/* Tells the client, with an empty packet, that the descriptor has come to its end. */
static void
end_down(Stream *stream)
{
    if (!stream->is_down_over)
        send_packet(stream, PACKET_CONTINUE, NULL, 0);
    stream->is_down_over = true;
}

/* Reads once from the descriptor.  @is_hung_up: nothing will come after what can be read now. */
static void
read_down(Stream *stream, bool is_hung_up)
{
    char bytes[PACKET_STREAM_BYTES / 4];
    ssize_t n_bytes = read(stream->fd, bytes, sizeof bytes);
    bool is_empty = n_bytes < 0 && (errno == EAGAIN || errno == EINTR);

    if (n_bytes > 0)
        send_packet(stream, PACKET_CONTINUE, bytes, (size_t)n_bytes);
    else if (!is_empty || is_hung_up)
        end_down(stream);
}

static void
write_up(Stream *stream)
{
    ssize_t n_bytes = 1;

    for (int i = 0; i < WRITES_A_TURN && n_bytes > 0 && byte_queue_length(stream->up) > 0; i++) {
        n_bytes = write(stream->fd, byte_queue_peek(stream->up), byte_queue_length(stream->up));
        if (n_bytes > 0)
            byte_queue_take(stream->up, (size_t)n_bytes);
    }
    /* The descriptor has failed: drop what waits for it. */
    if (n_bytes < 0 && errno != EAGAIN && errno != EINTR)
        byte_queue_take(stream->up, byte_queue_length(stream->up));
    byte_queue_trim(stream->up);
    charge_resize(&stream->bytes, byte_queue_length(stream->up), NULL);
    hold(stream, byte_queue_length(stream->up) > MAX_UP_BYTES);
}

static void
update_watch(Stream *stream)
{
    const Sender *sender = stream->streams->sender;
    GIOCondition events = 0;

    if (stream->tag == NULL)
        return;
    if (stream->directions & STREAM_DOWN && !stream->is_down_over &&
        !sender->is_congested(sender->user))
        events |= G_IO_IN;
    if (byte_queue_length(stream->up) > 0)
        events |= G_IO_OUT;
    if (events != stream->watched)
        g_source_modify_unix_fd(stream->source, stream->tag, events);
    stream->watched = events;
}

static gboolean
dispatch_stream(GSource *source, GSourceFunc callback, gpointer user)
{
    Stream *stream = ((StreamSource *)source)->stream;
    GIOCondition ready = g_source_query_unix_fd(source, stream->tag);

    (void)callback;
    (void)user;
    if (ready & G_IO_OUT)
        write_up(stream);
    if (ready & (G_IO_IN | G_IO_HUP | G_IO_ERR) && !stream->is_down_over)
        read_down(stream, ready & (G_IO_HUP | G_IO_ERR));
    if (ready & G_IO_HUP && stream->is_down_over) {
        /* A descriptor that has hung up would be ready for ever. */
        g_source_remove_unix_fd(source, stream->tag);
        stream->tag = NULL;
    }
    update_watch(stream);
    return G_SOURCE_CONTINUE;
}

static void
finalize_stream(GSource *source)
{
    stream_unref(((StreamSource *)source)->stream);
}

static void
add_source(Stream *stream)
{
    static GSourceFuncs functions = {.dispatch = dispatch_stream, .finalize = finalize_stream};

    stream->source = g_source_new(&functions, sizeof(StreamSource));
    g_ref_count_inc(&stream->references);
    ((StreamSource *)stream->source)->stream = stream;
    stream->watched = G_IO_IN;
    stream->tag = g_source_add_unix_fd(stream->source, stream->fd, stream->watched);
    g_source_attach(stream->source, stream->streams->sender->context);
}

bool
streams_reserve(Streams *streams, Stream *stream, GError **error)
{
    return account_charge(streams->sender->account, ACCOUNT_STREAMS, 1, &stream->place, error);
}

void
streams_begin(Streams *streams, Stream *stream, const PacketHeader *header)
{
    stream->streams = streams;
    stream->header = *header;
    account_charge(streams->sender->account, ACCOUNT_BYTES, 0, &stream->bytes, NULL);
    g_ptr_array_add(streams->all, stream);
    add_source(stream);
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

static void
take_data(Stream *stream, const uint8_t *body, size_t n_bytes)
{
    const Sender *sender = stream->streams->sender;
    g_autoptr(GError) why = NULL;

    if (!(stream->directions & STREAM_UP)) {
        why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_RPC,
                                  _("this stream takes no data from a client"));
        stream_end(stream, why);
        return;
    }
    if (stream->tag == NULL)
        return;
    if (!charge_resize(&stream->bytes, byte_queue_length(stream->up) + n_bytes, NULL)) {
        sender->fail(sender->user);
        return;
    }
    byte_queue_append(stream->up, body, n_bytes);
    write_up(stream);
    update_watch(stream);
}

void
streams_take(Streams *streams, const PacketHeader *header, const uint8_t *body, size_t n_bytes)
{
    Stream *stream = find(streams, header);

    /* The client may not know yet that we have ended the stream. */
    if (stream == NULL)
        return;
    if (header->type != PACKET_STREAM) {
        stream_end(stream, NULL);
    } else if (header->status == PACKET_OK || header->status == PACKET_ERROR) {
        /* A client waits for a reply at the end of a stream, even when it aborts it. */
        send_packet(stream, PACKET_OK, NULL, 0);
        stream_end(stream, NULL);
    } else {
        take_data(stream, body, n_bytes);
    }
}

void
streams_resume(Streams *streams)
{
    for (guint i = 0; i < streams->all->len; i++)
        update_watch(g_ptr_array_index(streams->all, i));
}
