/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/stream.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* A stream between a sender that only notes what it is told, and a socket. */
typedef struct {
    GMainContext *context;
    Accounts *accounts;
    Account *account;
    Sender sender;
    Streams *streams;
    Stream *stream; /* borrowed */
    int theirs;     /* the other end of the stream's descriptor */
    unsigned n_ended, n_failed;
    int n_holds;
    bool is_congested;
    GPtrArray *sent; /* GBytes */
} Bench;

static const PacketHeader header = {.program = PROGRAM_REMOTE,
                                    .version = PROGRAM_VERSION,
                                    .procedure = 201,
                                    .type = PACKET_STREAM,
                                    .serial = 5,
                                    .status = PACKET_CONTINUE};

static const AccountLimits limits = {
    .of_client = {[ACCOUNT_CLIENTS] = 1, [ACCOUNT_BYTES] = 4000000, [ACCOUNT_STREAMS] = 1},
    .of_user = {[ACCOUNT_CLIENTS] = 1, [ACCOUNT_BYTES] = 4000000, [ACCOUNT_STREAMS] = 1},
};

static void
note_sent(GBytes *packet, void *user)
{
    g_ptr_array_add(((Bench *)user)->sent, packet);
}

static bool
tell_congestion(void *user)
{
    return ((Bench *)user)->is_congested;
}

static void
note_hold(bool is_held, void *user)
{
    ((Bench *)user)->n_holds += is_held ? 1 : -1;
}

static void
note_failure(void *user)
{
    ((Bench *)user)->n_failed++;
}

static void
note_end(void *user)
{
    ((Bench *)user)->n_ended++;
}

static void
set_up(Bench *bench, gconstpointer directions)
{
    int ends[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==,
                    0);
    bench->theirs = ends[1];
    bench->context = g_main_context_new();
    bench->accounts = accounts_new(&limits);
    bench->account = account_open(bench->accounts, 1000, NULL, NULL, NULL);
    bench->sent = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    bench->sender = (Sender){.send = note_sent,
                             .is_congested = tell_congestion,
                             .hold = note_hold,
                             .fail = note_failure,
                             .user = bench,
                             .account = bench->account,
                             .context = bench->context};
    bench->streams = streams_new(&bench->sender);
    bench->stream = stream_new(ends[0], GPOINTER_TO_UINT(directions), note_end, bench);
    g_assert_true(streams_reserve(bench->streams, bench->stream, NULL));
    streams_begin(bench->streams, bench->stream, &header);
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    streams_free(bench->streams);
    g_assert_cmpuint(bench->n_ended, ==, 1);
    g_assert_cmpint(bench->n_holds, ==, 0);
    account_close(bench->account);
    accounts_free(bench->accounts);
    g_main_context_unref(bench->context);
    g_ptr_array_unref(bench->sent);
    if (bench->theirs >= 0)
        close(bench->theirs);
}

static void
turn(Bench *bench)
{
    while (g_main_context_iteration(bench->context, FALSE))
        continue;
}

static void
take(Bench *bench, PacketStatus status, size_t n_bytes)
{
    g_autofree uint8_t *bytes = g_malloc0(n_bytes);
    PacketHeader packet = header;

    packet.status = status;
    streams_take(bench->streams, &packet, n_bytes > 0 ? bytes : NULL, n_bytes);
}

static void
leave(Bench *bench)
{
    close(bench->theirs);
    bench->theirs = -1;
}

/* Returns: the status of packet @i that was sent, and how much is in it. */
static PacketStatus
sent(const Bench *bench, guint i, size_t *n_bytes)
{
    size_t length = 0;
    const uint8_t *bytes = g_bytes_get_data(g_ptr_array_index(bench->sent, i), &length);

    *n_bytes = length - PACKET_MIN_BYTES;
    return packet_read_header(bytes + PACKET_LENGTH_BYTES).status;
}

static void
expect(const Bench *bench, guint i, PacketStatus status, size_t n_expected)
{
    size_t n_bytes = 0;

    g_assert_cmpuint(i, <, bench->sent->len);
    g_assert_cmpint(sent(bench, i, &n_bytes), ==, status);
    g_assert_cmpuint(n_bytes, ==, n_expected);
}

static void
test_both_ways(Bench *bench, gconstpointer user)
{
    char bytes[10] = "";

    (void)user;
    g_assert_cmpint(write(bench->theirs, "hello", 5), ==, 5);
    turn(bench);
    expect(bench, 0, PACKET_CONTINUE, 5);
    take(bench, PACKET_CONTINUE, 3);
    g_assert_cmpint(read(bench->theirs, bytes, sizeof bytes), ==, 3);
    take(bench, PACKET_CONTINUE, 0);
    take(bench, PACKET_OK, 0);
    expect(bench, 1, PACKET_OK, 0);
    g_assert_cmpuint(bench->n_ended, ==, 1);
    /* It is over: nothing comes of what follows. */
    take(bench, PACKET_CONTINUE, 3);
    take(bench, PACKET_OK, 0);
    turn(bench);
    g_assert_cmpuint(bench->sent->len, ==, 2);
}

/* What is left there when the other end goes is still sent, and then the end. */
static void
test_other_end_goes(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->is_congested = true;
    g_assert_cmpint(write(bench->theirs, "last", 4), ==, 4);
    leave(bench);
    turn(bench);
    expect(bench, 0, PACKET_CONTINUE, 4);
    expect(bench, 1, PACKET_CONTINUE, 0);
    g_assert_cmpuint(bench->sent->len, ==, 2);
    take(bench, PACKET_CONTINUE, 100);
    turn(bench);
    g_assert_cmpuint(bench->sent->len, ==, 2);
    take(bench, PACKET_ERROR, 0);
    expect(bench, 2, PACKET_OK, 0);
}

/* Writing and reading find in the same turn that nobody is there, with bytes waiting. */
static void
test_ends_in_its_turn(Bench *bench, gconstpointer user)
{
    (void)user;
    take(bench, PACKET_CONTINUE, 1000000);
    leave(bench);
    turn(bench);
    g_assert_cmpuint(account_held(bench->account, ACCOUNT_BYTES), ==, 0);
    stream_end(bench->stream, NULL);
    turn(bench);
    g_assert_cmpuint(bench->n_ended, ==, 1);
}

/* Ended while its source is ready: the source says nothing more. */
static void
test_ends_before_its_turn(Bench *bench, gconstpointer user)
{
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED, "other");
    size_t n_bytes = 0;

    (void)user;
    g_assert_cmpint(write(bench->theirs, "hello", 5), ==, 5);
    stream_end(bench->stream, why);
    turn(bench);
    g_assert_cmpuint(bench->sent->len, ==, 1);
    g_assert_cmpint(sent(bench, 0, &n_bytes), ==, PACKET_ERROR);
}

static void
test_congestion(Bench *bench, gconstpointer user)
{
    (void)user;
    bench->is_congested = true;
    streams_resume(bench->streams);
    g_assert_cmpint(write(bench->theirs, "hello", 5), ==, 5);
    turn(bench);
    g_assert_cmpuint(bench->sent->len, ==, 0);
    bench->is_congested = false;
    streams_resume(bench->streams);
    turn(bench);
    expect(bench, 0, PACKET_CONTINUE, 5);
}

/* A console that takes nothing: its client is held, what it has sent is charged, and too much of it
 * is its end. */
static void
test_nobody_reads(Bench *bench, gconstpointer user)
{
    (void)user;
    take(bench, PACKET_CONTINUE, 3000000);
    turn(bench);
    g_assert_cmpint(bench->n_holds, ==, 1);
    g_assert_cmpuint(account_held(bench->account, ACCOUNT_BYTES), >, 2000000);
    g_assert_cmpuint(bench->n_failed, ==, 0);
    take(bench, PACKET_CONTINUE, 3000000);
    g_assert_cmpuint(bench->n_failed, ==, 1);
}

static void
test_only_down(Bench *bench, gconstpointer user)
{
    size_t n_bytes = 0;

    (void)user;
    take(bench, PACKET_CONTINUE, 3);
    g_assert_cmpint(sent(bench, 0, &n_bytes), ==, PACKET_ERROR);
    g_assert_cmpuint(bench->n_ended, ==, 1);
}

/* A second one is too many here; it ends as one that never began. */
static void
test_place(Bench *bench, gconstpointer user)
{
    unsigned n_ended_before = bench->n_ended;
    Stream *second = stream_new(dup(bench->theirs), STREAM_DOWN, note_end, bench);
    g_autoptr(GError) error = NULL;

    (void)user;
    g_assert_false(streams_reserve(bench->streams, second, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_RPC);
    stream_free(second);
    g_assert_cmpuint(bench->n_ended, ==, n_ended_before + 1);
    bench->n_ended = n_ended_before;
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        unsigned directions;
        void (*test)(Bench *, gconstpointer);
    } tests[] = {
        {"/stream/both-ways", STREAM_DOWN | STREAM_UP, test_both_ways},
        {"/stream/other-end-goes", STREAM_DOWN | STREAM_UP, test_other_end_goes},
        {"/stream/ends-in-its-turn", STREAM_DOWN | STREAM_UP, test_ends_in_its_turn},
        {"/stream/ends-before-its-turn", STREAM_DOWN | STREAM_UP, test_ends_before_its_turn},
        {"/stream/congestion", STREAM_DOWN, test_congestion},
        {"/stream/nobody-reads", STREAM_DOWN | STREAM_UP, test_nobody_reads},
        {"/stream/only-down", STREAM_DOWN, test_only_down},
        {"/stream/place", STREAM_DOWN, test_place},
    };

    g_test_init(&argc, &argv, NULL);
    /* As the daemon does: that nobody reads is an error of the writing. */
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, GUINT_TO_POINTER(tests[i].directions), set_up,
                   tests[i].test, tear_down);
    return g_test_run();
}
