/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/connection.h"

/*
 * Bytes that go with a call after its reply: a console, a picture.
 *
 * A stream has a descriptor on our side; the main loop carries what can be read there to the
 * client, and what the client sends to it.  Neither side is read faster than the other takes it.
 */
typedef struct Stream Stream;

typedef enum { STREAM_DOWN = 1 << 0, STREAM_UP = 1 << 1 } StreamDirection;

/* Returns: (owned) a stream on @fd, which it owns.  @ended (nullable) is called once, on the main
 * thread, when it is over, whatever way. */
Stream *stream_new(int fd, unsigned directions, void (*ended)(void *user), void *user);

/* A stream that never began. */
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

/* Ends a stream from our side, as if its descriptor had come to its end.  @why (nullable): the
 * client is told that it was cut off. */
void stream_end(Stream *stream, const GError *why);

/* The streams of one connection. */
Streams *streams_new(Connection *connection);
void streams_free(Streams *streams);

/* Begins @stream (owned by it from here on), under the program, procedure and serial of @header. */
void streams_begin(Streams *streams, Stream *stream, const PacketHeader *header);

/* A packet of type STREAM has come. */
void streams_take(Streams *streams, const PacketHeader *header, const uint8_t *body,
                  size_t n_bytes);

/* The connection has ended. */
void streams_end_all(Streams *streams);
