/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "rpc/packet.h"
#include "rpc/sender.h"

/*
 * Bytes that go with a call after its reply: a console, a picture.
 *
 * A stream has a descriptor on our side; the main loop carries what can be read there to the
 * client, and what the client sends to it.  Neither side is read faster than the other takes it.
 * All of it happens on the main thread; only stream_new() and stream_free() may be called
 * elsewhere.
 */
typedef struct Stream Stream;
typedef struct Streams Streams;

typedef enum { STREAM_DOWN = 1 << 0, STREAM_UP = 1 << 1 } StreamDirection;

/* Returns: (owned) a stream on @fd, which it owns.  @ended (nullable) is called once, when it is
 * over, whatever way: on the main thread, or where it is freed when it never began. */
Stream *stream_new(int fd, unsigned directions, void (*ended)(void *user), void *user);

/* A stream that never began. */
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

/* Ends a stream that has begun from our side, as if its descriptor had come to its end.  @why
 * (nullable): the client is told that it was cut off.  It is dead to whatever comes later. */
void stream_end(Stream *stream, const GError *why);

/* Returns: (owned) the streams of one connection, none yet; @sender is borrowed. */
Streams *streams_new(const Sender *sender);
void streams_free(Streams *streams);

/* Takes a place for @stream, which has not begun, on the client's account.  Errors: RPC: there is
 * no room. */
bool streams_reserve(Streams *streams, Stream *stream, GError **error);

/* Begins @stream, which has its place, and is owned by @streams from here on, under the program,
 * procedure and serial of @header. */
void streams_begin(Streams *streams, Stream *stream, const PacketHeader *header);

/* A packet of type STREAM has come. */
void streams_take(Streams *streams, const PacketHeader *header, const uint8_t *body,
                  size_t n_bytes);

/* The sender is congested no more. */
void streams_resume(Streams *streams);

/* The connection has ended. */
void streams_end_all(Streams *streams);
