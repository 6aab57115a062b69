/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "rpc/packet.h"
#include "rpc/sender.h"

/*
 * Bytes that are sent after the reply of a call: a console, a picture.
 *
 * A stream connects the client with a descriptor of ours: the main loop sends what it reads there
 * to the client, and writes what the client sends.  Neither side is read faster than the other
 * takes it.  Main thread only, but for stream_new() and stream_free() of a stream that has not
 * begun; nothing blocks.
 */
typedef struct Stream Stream;

/* The streams of one connection that have begun. */
typedef struct Streams Streams;

/* DOWN: to the client; UP: from the client. */
typedef enum { STREAM_DOWN = 1 << 0, STREAM_UP = 1 << 1 } StreamDirection;

/* Returns: (owned) a stream on @fd (owned), of @directions (StreamDirection), which has not begun.
 * @ended(@user) (nullable) is called once, when the stream is over, in whatever way: on the main
 * thread, or by stream_free().  Any thread. */
Stream *stream_new(int fd, unsigned directions, void (*ended)(void *user), void *user);

/* Frees a stream that has not begun; NULL: nothing to do.  Any thread, if @ended allows it. */
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

/* Ends a stream that has begun, from our side, and frees it.  @why (nullable): the error that the
 * client is told.  Packets that still come for it are ignored. */
void stream_end(Stream *stream, const GError *why);

/* Returns: (owned) no stream; @sender is borrowed for its life. */
Streams *streams_new(const Sender *sender);

/* Ends all streams and frees @streams; NULL: nothing to do. */
void streams_free(Streams *streams);

/* Charges a place for @stream, which has not begun, to the client's account.  Errors: RPC when it
 * has no room. */
bool streams_reserve(Streams *streams, Stream *stream, GError **error);

/* Begins @stream (owned by @streams from now on), which has its place.  Its packets have the
 * program, procedure and serial of @header. */
void streams_begin(Streams *streams, Stream *stream, const PacketHeader *header);

/* Takes a packet of type STREAM or STREAM_HOLE with its @body (borrowed).  One of a stream that is
 * not there, or has ended, is ignored.  A client without room for the data is cut off. */
void streams_take(Streams *streams, const PacketHeader *header, const uint8_t *body,
                  size_t n_bytes);

/* Reads from the descriptors again, when the sender is no longer congested. */
void streams_resume(Streams *streams);

/* Ends and frees all streams, when the connection has ended; the client is told nothing. */
void streams_end_all(Streams *streams);
