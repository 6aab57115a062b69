/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay_bench.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAIT_SECONDS = 20, MIB = 1024 * 1024 };

static const ServerConfig limits = {
    .max_clients = 10,
    .max_anonymous_clients = 10,
    .max_client_requests = 5,
    .keepalive_interval = -1,
    .accounts =
        {
            .of_client = {[ACCOUNT_CLIENTS] = 1,
                          [ACCOUNT_BYTES] = 80UL * MIB,
                          [ACCOUNT_DESCRIPTORS] = 10,
                          [ACCOUNT_CALLS] = 5,
                          [ACCOUNT_STREAMS] = 2,
                          [ACCOUNT_SUBSCRIPTIONS] = 2},
            .of_user = {[ACCOUNT_CLIENTS] = 10,
                        [ACCOUNT_BYTES] = 80UL * MIB,
                        [ACCOUNT_DESCRIPTORS] = 10,
                        [ACCOUNT_CALLS] = 10,
                        [ACCOUNT_STREAMS] = 10,
                        [ACCOUNT_SUBSCRIPTIONS] = 10},
        },
};

void
relay_bench_turn(RelayBench *bench)
{
    while (g_main_context_iteration(bench->context, FALSE))
        continue;
}

/* Turns for a while; the test fails when it has waited for too long in all. */
static void
wait_a_little(RelayBench *bench, gint64 *since)
{
    if (*since == 0)
        *since = g_get_monotonic_time();
    g_assert_cmpint(g_get_monotonic_time() - *since, <, WAIT_SECONDS * G_USEC_PER_SEC);
    relay_bench_turn(bench);
    g_usleep(200);
}

void
relay_bench_send(RelayBench *bench, int fd, const PacketHeader *header, GBytes *body)
{
    size_t n_body = 0;
    const void *bytes = body != NULL ? g_bytes_get_data(body, &n_body) : NULL;
    g_autoptr(GBytes) packet = packet_new(header, bytes, n_body);
    size_t length = 0;
    const uint8_t *data = g_bytes_get_data(packet, &length);
    gint64 since = 0;

    while (length > 0) {
        ssize_t n_sent = send(fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n_sent > 0) {
            data += n_sent;
            length -= (size_t)n_sent;
        } else {
            g_assert_cmpint(errno, ==, EAGAIN);
            wait_a_little(bench, &since);
        }
    }
}

void
relay_bench_call(RelayBench *bench, int procedure, uint32_t serial)
{
    const PacketHeader header = {.program = PROGRAM_REMOTE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = procedure,
                                 .serial = serial};

    relay_bench_send(bench, bench->client, &header, NULL);
}

static void
read_bytes(RelayBench *bench, int fd, uint8_t *bytes, size_t n_bytes)
{
    gint64 since = 0;

    while (n_bytes > 0) {
        ssize_t n_read = recv(fd, bytes, n_bytes, MSG_DONTWAIT);

        g_assert_cmpint(n_read, !=, 0);
        if (n_read > 0) {
            bytes += n_read;
            n_bytes -= (size_t)n_read;
        } else {
            g_assert_cmpint(errno, ==, EAGAIN);
            wait_a_little(bench, &since);
        }
    }
}

PacketHeader
relay_bench_read(RelayBench *bench, int fd, GBytes **body)
{
    uint8_t head[PACKET_MIN_BYTES];
    g_autofree uint8_t *rest = NULL;
    size_t length = 0;

    read_bytes(bench, fd, head, sizeof head);
    g_assert_true(packet_read_length(head, &length));
    length -= PACKET_MIN_BYTES;
    rest = g_malloc(length + 1);
    read_bytes(bench, fd, rest, length);
    if (body != NULL)
        *body = g_bytes_new(rest, length);
    return packet_read_header(head + PACKET_LENGTH_BYTES);
}

void
relay_bench_await_end(RelayBench *bench, int fd)
{
    char bytes[4096];
    gint64 since = 0;

    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) != 0 && errno != ECONNRESET)
        wait_a_little(bench, &since);
}

void
relay_bench_stop_listening(RelayBench *bench)
{
    g_autofree char *path = g_build_filename(bench->folder, "libvirt-sock", NULL);

    if (bench->listener >= 0)
        close(bench->listener);
    bench->listener = -1;
    g_unlink(path);
}

void
relay_bench_listen(RelayBench *bench)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_autofree char *path = g_build_filename(bench->folder, "libvirt-sock", NULL);

    g_assert_cmpuint(g_strlcpy(address.sun_path, path, sizeof address.sun_path), <,
                     sizeof address.sun_path);
    bench->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    g_assert_cmpint(bind(bench->listener, (const struct sockaddr *)&address, sizeof address), ==,
                    0);
    g_assert_cmpint(listen(bench->listener, 5), ==, 0);
}

void
relay_bench_connect(RelayBench *bench, bool is_read_only, uint32_t flags)
{
    const PacketHeader open = {.program = PROGRAM_REMOTE,
                               .version = PROGRAM_VERSION,
                               .procedure = CONNECT_OPEN,
                               .serial = 1};
    uint8_t words[12] = {0, 0, 0, 1};
    g_autoptr(GBytes) body = NULL;
    int ends[2] = {-1, -1};

    if (bench->client >= 0)
        close(bench->client);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==,
                    0);
    bench->client = ends[1];
    server_admit(bench->server, ends[0], is_read_only);
    relay_bench_call(bench, AUTH_LIST, 0);
    relay_bench_read(bench, bench->client, NULL);
    packet_write_word(words + 8, flags);
    body = g_bytes_new(words, sizeof words);
    relay_bench_send(bench, bench->client, &open, body);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, NULL).status, ==, PACKET_OK);
}

void
relay_bench_set_up(RelayBench *bench, gconstpointer user)
{
    (void)user;
    *bench = (RelayBench){.listener = -1, .client = -1, .peer = -1};
    bench->folder = g_dir_make_tmp("pseries-relay-XXXXXX", NULL);
    bench->context = g_main_context_new();
    bench->driver.config = &bench->driver_config;
    bench->driver.workers = workers_new(bench->context, 2);
    bench->driver.guests = guest_list_new(NULL, NULL, NULL);
    bench->relay_config.folder = bench->folder;
    bench->server = server_new(&bench->driver, &limits, bench->context);
    server_set_relay(bench->server, relay_hooks(), &bench->relay_config);
    relay_bench_listen(bench);
    relay_bench_connect(bench, false, 0);
}

void
relay_bench_tear_down(RelayBench *bench, gconstpointer user)
{
    (void)user;
    /* Ends all connections; what was held for them must have been given back. */
    server_close(bench->server);
    server_free(bench->server);
    workers_free(bench->driver.workers);
    guest_list_free(bench->driver.guests);
    relay_bench_stop_listening(bench);
    if (bench->peer >= 0)
        close(bench->peer);
    close(bench->client);
    g_rmdir(bench->folder);
    g_free(bench->folder);
    g_main_context_unref(bench->context);
}

void
relay_bench_accept(RelayBench *bench)
{
    gint64 since = 0;
    int fd = -1;

    while ((fd = accept4(bench->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) < 0)
        wait_a_little(bench, &since);
    if (bench->peer >= 0)
        close(bench->peer);
    bench->peer = fd;
}

void
relay_bench_answer(RelayBench *bench, const PacketHeader *call, uint32_t status, size_t n_bytes)
{
    g_autofree char *zeros = g_malloc0(n_bytes + 1);
    g_autoptr(GBytes) body = g_bytes_new(zeros, n_bytes);
    PacketHeader header = *call;

    header.type = PACKET_REPLY;
    header.status = status;
    relay_bench_send(bench, bench->peer, &header, body);
}

void
relay_bench_shake_hands(RelayBench *bench)
{
    static const int wanted[] = {AUTH_LIST, CONNECT_OPEN, CONNECT_SET_IDENTITY};

    relay_bench_accept(bench);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        PacketHeader call = relay_bench_read(bench, bench->peer, NULL);

        g_assert_cmpint(call.procedure, ==, wanted[i]);
        relay_bench_answer(bench, &call, PACKET_OK, 4);
    }
}

int
relay_bench_read_code(RelayBench *bench, uint32_t serial)
{
    g_autoptr(GBytes) body = NULL;
    PacketHeader header = relay_bench_read(bench, bench->client, &body);

    g_assert_cmpuint(header.serial, ==, serial);
    g_assert_cmpuint(header.type, ==, PACKET_REPLY);
    if (header.status == PACKET_OK)
        return 0;
    return (int)packet_read_word(g_bytes_get_data(body, NULL));
}
