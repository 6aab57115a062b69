/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay_bench.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERIAL = 40, CHUNK_BYTES = 200000, MIB = 1024 * 1024 };

/* Begins a stream by @procedure.  Returns: its header as the daemon sees it. */
static PacketHeader
begin(RelayBench *bench, int procedure)
{
    PacketHeader call = {.serial = 0};

    relay_bench_call(bench, procedure, SERIAL);
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 0);
    g_assert_cmpint(relay_bench_read_code(bench, SERIAL), ==, 0);
    call.type = PACKET_STREAM;
    call.status = PACKET_CONTINUE;
    return call;
}

static PacketHeader
as_client(PacketHeader header)
{
    header.serial = SERIAL;
    return header;
}

static GBytes *
chunk(size_t n_bytes)
{
    return g_bytes_new_take(g_malloc0(n_bytes), n_bytes);
}

static void
test_down(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = begin(bench, VOL_DOWNLOAD);
    PacketHeader got = {.serial = 0};
    g_autoptr(GBytes) bytes = chunk(CHUNK_BYTES);
    g_autoptr(GBytes) body = NULL;

    (void)user;
    relay_bench_send(bench, bench->peer, &header, bytes);
    got = relay_bench_read(bench, bench->client, &body);
    g_assert_cmpuint(got.serial, ==, SERIAL);
    g_assert_cmpuint(got.type, ==, PACKET_STREAM);
    g_assert_true(g_bytes_equal(body, bytes));
    header.type = PACKET_STREAM_HOLE;
    relay_bench_send(bench, bench->peer, &header, NULL);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).type, ==, PACKET_STREAM_HOLE);
    /* The client ends it, and the daemon says yes. */
    header.type = PACKET_STREAM;
    header.status = PACKET_OK;
    got = as_client(header);
    relay_bench_send(bench, bench->client, &got, NULL);
    got = relay_bench_read(bench, bench->peer, NULL);
    g_assert_cmpuint(got.serial, ==, header.serial);
    g_assert_cmpuint(got.status, ==, PACKET_OK);
    relay_bench_send(bench, bench->peer, &header, NULL);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_OK);
}

static void
test_up_and_abort(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = begin(bench, VOL_UPLOAD);
    PacketHeader sent = as_client(header);
    g_autoptr(GBytes) bytes = chunk(CHUNK_BYTES);
    g_autoptr(GBytes) body = NULL;

    (void)user;
    relay_bench_send(bench, bench->client, &sent, bytes);
    g_assert_cmpuint(relay_bench_read(bench, bench->peer, &body).serial, ==, header.serial);
    g_assert_true(g_bytes_equal(body, bytes));
    sent.status = PACKET_ERROR;
    relay_bench_send(bench, bench->client, &sent, NULL);
    g_assert_cmpuint(relay_bench_read(bench, bench->peer, NULL).status, ==, PACKET_ERROR);
    header.status = PACKET_ERROR;
    relay_bench_send(bench, bench->peer, &header, NULL);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_ERROR);
    /* The stream is no more: what the client sends for it goes nowhere, and harms nothing. */
    sent.status = PACKET_CONTINUE;
    relay_bench_send(bench, bench->client, &sent, bytes);
    /* So it is with what the daemon still sends. */
    relay_bench_send(bench, bench->peer, &header, NULL);
    relay_bench_call(bench, POOL_NUM, 50);
    header = relay_bench_read(bench, bench->peer, NULL);
    g_assert_cmpint(header.procedure, ==, POOL_NUM);
    relay_bench_answer(bench, &header, PACKET_OK, 4);
    g_assert_cmpint(relay_bench_read_code(bench, 50), ==, 0);
}

/* Data may come before the reply. */
static void
test_data_first(RelayBench *bench, gconstpointer user)
{
    PacketHeader call = {.serial = 0};
    PacketHeader data = {.serial = 0};

    (void)user;
    relay_bench_call(bench, VOL_DOWNLOAD, SERIAL);
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    data = call;
    data.type = PACKET_STREAM;
    data.status = PACKET_CONTINUE;
    relay_bench_send(bench, bench->peer, &data, NULL);
    data.status = PACKET_OK;
    relay_bench_send(bench, bench->peer, &data, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 0);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_CONTINUE);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).type, ==, PACKET_STREAM);
    g_assert_cmpint(relay_bench_read_code(bench, SERIAL), ==, 0);
}

static void
test_daemon_dies(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = begin(bench, VOL_DOWNLOAD);
    PacketHeader got = {.serial = 0};
    g_autoptr(GBytes) body = NULL;

    (void)user;
    relay_bench_send(bench, bench->peer, &header, NULL);
    close(bench->peer);
    bench->peer = -1;
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_CONTINUE);
    got = relay_bench_read(bench, bench->client, &body);
    g_assert_cmpuint(got.type, ==, PACKET_STREAM);
    g_assert_cmpuint(got.status, ==, PACKET_ERROR);
    g_assert_cmpuint(packet_read_word(g_bytes_get_data(body, NULL)), ==, VIR_ERR_OPERATION_FAILED);
}

/* Sends chunks, of which @n_before bytes were sent already, until nothing more is taken for a
 * while. Returns: the bytes that were. */
static size_t
flood(RelayBench *bench, int fd, const PacketHeader *header, size_t n_before)
{
    g_autoptr(GBytes) bytes = chunk(CHUNK_BYTES);
    g_autoptr(GBytes) packet =
        packet_new(header, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    size_t length = g_bytes_get_size(packet);
    const uint8_t *data = g_bytes_get_data(packet, NULL);
    size_t n_taken = 0;

    for (unsigned n_idle = 0; n_idle < 200 && n_taken < 40UL * MIB;) {
        ssize_t n_sent = send(fd, data + (n_before + n_taken) % length,
                              length - (n_before + n_taken) % length, MSG_DONTWAIT);

        relay_bench_turn(bench);
        if (n_sent > 0) {
            n_taken += (size_t)n_sent;
            n_idle = 0;
        } else {
            g_assert_cmpint(errno, ==, EAGAIN);
            n_idle++;
            g_usleep(500);
        }
    }
    return n_taken;
}

/* Reads @n_bytes, and whatever the main loop lets come behind them. */
static void
drain(RelayBench *bench, int fd, size_t n_bytes)
{
    static char bytes[64 * 1024];

    while (n_bytes > 0) {
        ssize_t n_read = recv(fd, bytes, MIN(sizeof bytes, n_bytes), MSG_DONTWAIT);

        relay_bench_turn(bench);
        if (n_read > 0)
            n_bytes -= (size_t)n_read;
    }
}

/* A client that stops reading a download: the daemon is not read either, until it goes on. */
static void
test_client_does_not_read(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = begin(bench, VOL_DOWNLOAD);
    size_t n_taken = flood(bench, bench->peer, &header, 0);

    (void)user;
    g_assert_cmpuint(n_taken, >, MIB);
    g_assert_cmpuint(n_taken, <, 4UL * MIB);
    drain(bench, bench->client, n_taken / 2);
    g_assert_cmpuint(flood(bench, bench->peer, &header, n_taken), >, 0);
}

/* A daemon that stops reading an upload: the client is not read, until it goes on. */
static void
test_daemon_does_not_read(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = as_client(begin(bench, VOL_UPLOAD));
    size_t n_taken = flood(bench, bench->client, &header, 0);

    (void)user;
    g_assert_cmpuint(n_taken, >, MIB);
    g_assert_cmpuint(n_taken, <, 4UL * MIB);
    drain(bench, bench->peer, n_taken / 2);
    g_assert_cmpuint(flood(bench, bench->client, &header, n_taken), >, 0);
}

/* A client whose daemon ends while it is not read is read again. */
static void
test_daemon_dies_unread(RelayBench *bench, gconstpointer user)
{
    PacketHeader header = as_client(begin(bench, VOL_UPLOAD));
    size_t n_taken = flood(bench, bench->client, &header, 0);

    (void)user;
    close(bench->peer);
    bench->peer = -1;
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_ERROR);
    g_assert_cmpuint(flood(bench, bench->client, &header, n_taken), >, 0);
}

/* Streams are counted: two are allowed here. */
static void
test_limit(RelayBench *bench, gconstpointer user)
{
    (void)user;
    begin(bench, VOL_DOWNLOAD);
    relay_bench_call(bench, VOL_DOWNLOAD, 50);
    relay_bench_read(bench, bench->peer, NULL);
    relay_bench_call(bench, VOL_DOWNLOAD, 51);
    g_assert_cmpint(relay_bench_read_code(bench, 51), ==, VIR_ERR_RPC);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(RelayBench *bench, gconstpointer user);
    } tests[] = {
        {"/streams/down", test_down},
        {"/streams/up-and-abort", test_up_and_abort},
        {"/streams/data-first", test_data_first},
        {"/streams/daemon-dies", test_daemon_dies},
        {"/streams/client-does-not-read", test_client_does_not_read},
        {"/streams/daemon-does-not-read", test_daemon_does_not_read},
        {"/streams/daemon-dies-unread", test_daemon_dies_unread},
        {"/streams/limit", test_limit},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, RelayBench, NULL, relay_bench_set_up, tests[i].test,
                   relay_bench_tear_down);
    return g_test_run();
}
