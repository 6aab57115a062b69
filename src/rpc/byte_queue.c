/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/byte_queue.h"

/* Memory that an empty queue may keep. */
enum { KEPT_BYTES = 64 * 1024 };

struct ByteQueue {
    GByteArray *bytes;
    guint n_taken; /* of bytes, from the start */
};

ByteQueue *
byte_queue_new(void)
{
    ByteQueue *queue = g_new0(ByteQueue, 1);

    queue->bytes = g_byte_array_new();
    return queue;
}

void
byte_queue_free(ByteQueue *queue)
{
    if (queue == NULL)
        return;
    g_byte_array_unref(queue->bytes);
    g_free(queue);
}

void
byte_queue_append(ByteQueue *queue, const void *bytes, size_t n_bytes)
{
    if (n_bytes > 0)
        g_byte_array_append(queue->bytes, bytes, (guint)n_bytes);
}

const uint8_t *
byte_queue_peek(const ByteQueue *queue)
{
    return byte_queue_length(queue) > 0 ? queue->bytes->data + queue->n_taken : NULL;
}

size_t
byte_queue_length(const ByteQueue *queue)
{
    return queue->bytes->len - queue->n_taken;
}

void
byte_queue_take(ByteQueue *queue, size_t n_bytes)
{
    g_assert(n_bytes <= byte_queue_length(queue));
    queue->n_taken += (guint)n_bytes;
}

/* Returns: (owned) a copy of the queue without its first @n_skipped bytes, of no larger capacity.
 */
static GByteArray *
copy_from(const ByteQueue *queue, size_t n_skipped)
{
    size_t n_left = byte_queue_length(queue) - n_skipped;
    GByteArray *rest = g_byte_array_sized_new((guint)n_left);

    if (n_left > 0)
        g_byte_array_append(rest, byte_queue_peek(queue) + n_skipped, (guint)n_left);
    return rest;
}

GBytes *
byte_queue_take_bytes(ByteQueue *queue, size_t n_bytes)
{
    g_autoptr(GBytes) whole = NULL;
    GBytes *taken = NULL;
    GByteArray *rest = NULL;

    if (n_bytes <= KEPT_BYTES) {
        taken = g_bytes_new(byte_queue_peek(queue), n_bytes);
        byte_queue_take(queue, n_bytes);
        return taken;
    }
    rest = copy_from(queue, n_bytes);
    whole = g_byte_array_free_to_bytes(queue->bytes);
    taken = g_bytes_new_from_bytes(whole, queue->n_taken, n_bytes);
    queue->bytes = rest;
    queue->n_taken = 0;
    return taken;
}

void
byte_queue_trim(ByteQueue *queue)
{
    size_t n_left = byte_queue_length(queue);

    /* Move what is left only when it is less than what was taken. */
    if (queue->n_taken == 0 || n_left > queue->n_taken)
        return;
    if (queue->n_taken > KEPT_BYTES) {
        GByteArray *rest = copy_from(queue, 0);

        g_byte_array_unref(queue->bytes);
        queue->bytes = rest;
    } else {
        g_byte_array_remove_range(queue->bytes, 0, queue->n_taken);
    }
    queue->n_taken = 0;
}
