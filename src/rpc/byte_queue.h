/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes that are put in at one end and taken at the other.
 *
 * Taking is cheap however many there are.  The room of what was taken is given back by
 * byte_queue_trim(), and all of it that large contents needed.
 */
typedef struct ByteQueue ByteQueue;

/* Returns: (owned) an empty queue. */
ByteQueue *byte_queue_new(void);
void byte_queue_free(ByteQueue *queue);

/* @bytes (nullable when there are none) are copied. */
void byte_queue_append(ByteQueue *queue, const void *bytes, size_t n_bytes);

/* Returns: (borrowed until the next change; NULL when empty) the bytes that were not taken. */
const uint8_t *byte_queue_peek(const ByteQueue *queue);
size_t byte_queue_length(const ByteQueue *queue);

/* Takes the first @n_bytes, of those that are there.  What peek returned stays. */
void byte_queue_take(ByteQueue *queue, size_t n_bytes);

/* The same.  Returns: (owned) these bytes.  Many are not copied; what was behind them is. */
GBytes *byte_queue_take_bytes(ByteQueue *queue, size_t n_bytes);

/* Frees the room of what was taken. */
void byte_queue_trim(ByteQueue *queue);
