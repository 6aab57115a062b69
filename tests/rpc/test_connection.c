/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/connection.h"

#include <sys/socket.h>
#include <unistd.h>

/* A connection whose other end the test has. */
typedef struct {
    GMainContext *context;
    ConnectionSetup setup;
    Connection *connection; /* owned */
    int theirs;
    unsigned n_packets, n_closed;
    bool is_inside; /* a packet's handler is at work */
    void (*on_packet)(Connection *connection);
} Bench;

static const ServerConfig limits = {
    .max_client_requests = 5,
    .keepalive_interval = -1,
    .accounts =
        {
            .of_client = {[ACCOUNT_CLIENTS] = 1,
                          [ACCOUNT_BYTES] = 1000000,
                          [ACCOUNT_DESCRIPTORS] = 40,
                          [ACCOUNT_CALLS] = 5},
            .of_user = {[ACCOUNT_CLIENTS] = 1,
                        [ACCOUNT_BYTES] = 1000000,
                        [ACCOUNT_DESCRIPTORS] = 40,
                        [ACCOUNT_CALLS] = 5},
        },
};

static void
take_packet(Connection *connection, const Packet *packet, void *user)
{
    Bench *bench = user;

    (void)packet;
    g_assert_false(bench->is_inside);
    bench->is_inside = true;
    bench->n_packets++;
    if (bench->on_packet != NULL)
        bench->on_packet(connection);
    bench->is_inside = false;
}

static void
take_end(Connection *connection, void *user)
{
    Bench *bench = user;

    (void)connection;
    g_assert_false(bench->is_inside);
    bench->n_closed++;
}

static GBytes *
packet(size_t n_bytes)
{
    const PacketHeader header = {.program = PROGRAM_REMOTE, .version = 1, .procedure = 1};
    g_autofree char *body = g_malloc0(n_bytes);

    return packet_new(&header, body, n_bytes);
}

static void
set_up(Bench *bench, gconstpointer user)
{
    int ends[2];

    (void)user;
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==,
                    0);
    bench->theirs = ends[1];
    bench->context = g_main_context_new();
    bench->setup = (ConnectionSetup){
        .limits = &limits,
        .accounts = accounts_new(&limits.accounts),
        .context = bench->context,
        .handlers = {.packet = take_packet, .closed = take_end},
        .user = bench,
    };
    bench->connection = connection_new(ends[0], (ConnectionPeer){.uid = 1000}, &bench->setup, NULL);
    g_assert_nonnull(bench->connection);
}

static void
turn(Bench *bench)
{
    while (g_main_context_iteration(bench->context, FALSE))
        continue;
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    connection_close(bench->connection, false);
    turn(bench);
    g_assert_cmpuint(bench->n_closed, ==, 1);
    connection_unref(bench->connection);
    accounts_free(bench->setup.accounts);
    g_main_context_unref(bench->context);
    if (bench->theirs >= 0)
        close(bench->theirs);
}

static void
give(Bench *bench, size_t n_bytes)
{
    g_autoptr(GBytes) bytes = packet(n_bytes);
    size_t length = g_bytes_get_size(bytes);

    g_assert_cmpint(write(bench->theirs, g_bytes_get_data(bytes, NULL), length), ==,
                    (ssize_t)length);
}

static void
leave(Bench *bench)
{
    close(bench->theirs);
    bench->theirs = -1;
}

/* Whoever sends may go on with the connection, even if the client has gone. */
static void
test_sending_ends_nothing(Bench *bench, gconstpointer user)
{
    (void)user;
    leave(bench);
    connection_send(bench->connection, packet(100), NULL);
    g_assert_cmpuint(bench->n_closed, ==, 0);
    g_assert_true(connection_is_closed(bench->connection));
    connection_send(bench->connection, packet(100), NULL);
    turn(bench);
    g_assert_cmpuint(bench->n_closed, ==, 1);
    connection_send(bench->connection, packet(100), NULL);
    connection_close(bench->connection, true);
    connection_hold(bench->connection);
    connection_release(bench->connection);
    turn(bench);
}

/* More waits than the account has room for. */
static void
test_reader_that_stops(Bench *bench, gconstpointer user)
{
    (void)user;
    for (unsigned i = 0; i < 20; i++) {
        connection_send(bench->connection, packet(100000), NULL);
        g_assert_cmpuint(bench->n_closed, ==, 0);
    }
    turn(bench);
    g_assert_cmpuint(bench->n_closed, ==, 1);
}

/* The answers of calls at work still go out; nothing more is heard of the client. */
static void
test_orderly(Bench *bench, gconstpointer user)
{
    Account *account = connection_account(bench->connection);
    Charge call = {.account = NULL};
    char bytes[200];

    (void)user;
    g_assert_true(account_charge(account, ACCOUNT_CALLS, 1, &call, NULL));
    connection_close(bench->connection, true);
    give(bench, 4);
    turn(bench);
    g_assert_cmpuint(bench->n_closed, ==, 0);
    connection_send(bench->connection, packet(22), NULL);
    charge_release(&call);
    connection_end_call(bench->connection);
    turn(bench);
    g_assert_cmpuint(bench->n_closed, ==, 1);
    g_assert_cmpuint(bench->n_packets, ==, 0);
    g_assert_cmpint(read(bench->theirs, bytes, sizeof bytes), ==, PACKET_MIN_BYTES + 22);
}

static void
hold_and_release(Connection *connection)
{
    connection_hold(connection);
    connection_release(connection);
    connection_end_call(connection);
}

/* A packet's handler is not entered again from within. */
static void
test_one_at_a_time(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->on_packet = hold_and_release;
    for (unsigned i = 0; i < 40; i++)
        give(bench, 8);
    turn(bench);
    g_assert_cmpuint(bench->n_packets, ==, 40);
}

/* What came while it was held is taken when it is not any more, though nothing else comes. */
static void
test_held(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->on_packet = connection_hold;
    for (unsigned i = 0; i < 3; i++)
        give(bench, 8);
    for (unsigned i = 1; i <= 3; i++) {
        turn(bench);
        g_assert_cmpuint(bench->n_packets, ==, i);
        connection_release(bench->connection);
    }
}

static void
cut_off(Connection *connection)
{
    connection_close(connection, false);
}

/* Nothing that came behind the end is given out. */
static void
test_dead_from_the_mark_on(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->on_packet = cut_off;
    give(bench, 8);
    give(bench, 8);
    turn(bench);
    g_assert_cmpuint(bench->n_packets, ==, 1);
    g_assert_cmpuint(bench->n_closed, ==, 1);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Bench *, gconstpointer);
    } tests[] = {
        {"/connection/sending-ends-nothing", test_sending_ends_nothing},
        {"/connection/reader-that-stops", test_reader_that_stops},
        {"/connection/orderly", test_orderly},
        {"/connection/one-at-a-time", test_one_at_a_time},
        {"/connection/held", test_held},
        {"/connection/dead-from-the-mark-on", test_dead_from_the_mark_on},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, NULL, set_up, tests[i].test, tear_down);
    return g_test_run();
}
