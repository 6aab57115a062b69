/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/connection.h"

/* libFuzzer's entry; it has no header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What came out of the bytes. */
typedef struct {
    unsigned n_packets;
    size_t n_bytes; /* of their bodies */
    bool is_closed;
} Result;

static void
on_packet(Connection *connection, const Packet *packet, void *user)
{
    Result *result = user;
    size_t n_bytes = 0;
    const uint8_t *body = g_bytes_get_data(packet->body, &n_bytes);

    (void)connection;
    result->n_packets++;
    result->n_bytes += n_bytes;
    /* The last one counts as much as the first. */
    for (size_t i = 0; i < n_bytes; i++)
        result->n_bytes += body[i] & 1;
}

static void
on_closed(Connection *connection, void *user)
{
    Result *result = user;

    result->is_closed = true;
    connection_unref(connection);
}

/* Feeds a connection with pieces of @step bytes. */
static Result
feed(const uint8_t *bytes, size_t length, size_t step)
{
    enum { PLENTY = 1 << 28 };
    static const ServerConfig limits = {
        .max_client_requests = 5,
        .keepalive_interval = -1,
        .accounts =
            {.of_client = {[ACCOUNT_BYTES] = PLENTY, [ACCOUNT_DESCRIPTORS] = PLENTY},
             .of_user =
                 {[ACCOUNT_CLIENTS] = 1, [ACCOUNT_BYTES] = PLENTY, [ACCOUNT_DESCRIPTORS] = PLENTY}},
    };
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(Accounts) accounts = accounts_new(&limits.accounts);
    Result result = {0};
    const ConnectionSetup setup = {.limits = &limits,
                                   .accounts = accounts,
                                   .context = context,
                                   .handlers = {.packet = on_packet, .closed = on_closed},
                                   .user = &result};
    int ends[2] = {-1, -1};
    Connection *connection = NULL;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
        return result;
    connection = connection_new(ends[0], (ConnectionPeer){.uid = 1}, &setup, NULL);
    for (size_t at = 0; at < length && !result.is_closed; at += step) {
        size_t n_bytes = MIN(step, length - at);

        if (send(ends[1], bytes + at, n_bytes, MSG_NOSIGNAL) != (ssize_t)n_bytes)
            break;
        while (g_main_context_iteration(context, FALSE))
            continue;
    }
    close(ends[1]);
    while (!result.is_closed && g_main_context_iteration(context, FALSE))
        continue;
    if (!result.is_closed)
        connection_close(connection, false);
    while (g_main_context_iteration(context, FALSE))
        continue;
    return result;
}

/* The same packets have to come out in whatever pieces the bytes come. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Result whole = feed(bytes, length, length + 1);
    Result pieces = feed(bytes, length, 3);

    g_assert_cmpuint(whole.n_packets, ==, pieces.n_packets);
    g_assert_cmpuint(whole.n_bytes, ==, pieces.n_bytes);
    return 0;
}
