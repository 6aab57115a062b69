/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A queue of bytes: appended at one end, taken at the other.
 *
 * Taking costs the same however many bytes are queued.  The memory of taken bytes is given back by
 * byte_queue_trim().  Not thread-safe; nothing blocks or fails.
 */
typedef struct ByteQueue ByteQueue;

/* Returns: (owned) an empty queue. */
ByteQueue *byte_queue_new(void);

/* Frees @queue and what is in it; NULL: nothing to do. */
void byte_queue_free(ByteQueue *queue);

/* Appends @n_bytes of @bytes (copied; nullable when there are none). */
void byte_queue_append(ByteQueue *queue, const void *bytes, size_t n_bytes);

/* Returns: (borrowed until bytes are added, handed over or trimmed; NULL when empty) the bytes
 * that were not taken. */
const uint8_t *byte_queue_peek(const ByteQueue *queue);

/* Returns: the number of bytes that were not taken. */
size_t byte_queue_length(const ByteQueue *queue);

/* Takes the first @n_bytes, which must be there.  Pointers from byte_queue_peek() stay valid. */
void byte_queue_take(ByteQueue *queue, size_t n_bytes);

/* Takes the first @n_bytes, which must be there.  Returns: (owned) these bytes.  A large amount is
 * handed over without a copy; the bytes behind it are copied instead. */
GBytes *byte_queue_take_bytes(ByteQueue *queue, size_t n_bytes);

/* Gives back the memory of bytes that were taken, unless moving the others would cost more. */
void byte_queue_trim(ByteQueue *queue);
