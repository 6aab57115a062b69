/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/byte_queue.h"

#include <string.h>

static void
test_empty(void)
{
    ByteQueue *queue = byte_queue_new();

    byte_queue_append(queue, NULL, 0);
    byte_queue_take(queue, 0);
    byte_queue_trim(queue);
    g_assert_null(byte_queue_peek(queue));
    g_assert_cmpuint(byte_queue_length(queue), ==, 0);
    byte_queue_free(queue);
    byte_queue_free(NULL);
}

/* Whatever is appended, taken and trimmed, what comes out is what went in. */
static void
test_order(void)
{
    enum { ROUNDS = 2000, MOST = 3000 };
    ByteQueue *queue = byte_queue_new();
    g_autoptr(GRand) draw = g_rand_new_with_seed(1);
    uint8_t next_in = 0;
    uint8_t next_out = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        uint8_t bytes[MOST];
        size_t n_in = (size_t)g_rand_int_range(draw, 0, MOST);
        size_t n_out = 0;

        for (size_t i = 0; i < n_in; i++)
            bytes[i] = next_in++;
        byte_queue_append(queue, bytes, n_in);
        n_out = (size_t)g_rand_int_range(draw, 0, (gint32)byte_queue_length(queue) + 1);
        for (size_t i = 0; i < n_out; i++)
            g_assert_cmpuint(byte_queue_peek(queue)[i], ==, next_out++);
        byte_queue_take(queue, n_out);
        if (g_rand_boolean(draw))
            byte_queue_trim(queue);
    }
    byte_queue_free(queue);
}

/* Bytes that are given away outlive what comes behind them; many of them are given as they are. */
static void
test_bytes(void)
{
    enum { ROUNDS = 200, MOST = 300000, MANY = 65536 };
    ByteQueue *queue = byte_queue_new();
    g_autoptr(GRand) draw = g_rand_new_with_seed(2);
    uint8_t next_in = 0;
    uint8_t next_out = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t n_in = (size_t)g_rand_int_range(draw, 0, MOST);
        g_autofree uint8_t *bytes = g_malloc(n_in);
        g_autoptr(GBytes) taken = NULL;
        const uint8_t *there = NULL;
        size_t n_out = 0;

        for (size_t i = 0; i < n_in; i++)
            bytes[i] = next_in++;
        byte_queue_append(queue, bytes, n_in);
        n_out = (size_t)g_rand_int_range(draw, 0, (gint32)byte_queue_length(queue) + 1);
        there = byte_queue_peek(queue);
        taken = byte_queue_take_bytes(queue, n_out);
        byte_queue_trim(queue);
        byte_queue_append(queue, NULL, 0);
        g_assert_cmpuint(g_bytes_get_size(taken), ==, n_out);
        if (n_out > MANY)
            g_assert_true(g_bytes_get_data(taken, NULL) == there);
        for (size_t i = 0; i < n_out; i++)
            g_assert_cmpuint(((const uint8_t *)g_bytes_get_data(taken, NULL))[i], ==, next_out++);
    }
    byte_queue_free(queue);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/byte_queue/empty", test_empty);
    g_test_add_func("/byte_queue/order", test_order);
    g_test_add_func("/byte_queue/bytes", test_bytes);
    return g_test_run();
}
