/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay_bench.h"

#include <libvirt/virterror.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void
give_up_peer(RelayBench *bench)
{
    close(bench->peer);
    bench->peer = -1;
}

/* Answers may come in any order; each finds its call, with the client's serial. */
static void
test_serials(RelayBench *bench, gconstpointer user)
{
    PacketHeader first = {.serial = 0};
    PacketHeader second = {.serial = 0};

    (void)user;
    relay_bench_call(bench, NETWORK_LIST, 700);
    relay_bench_call(bench, NETWORK_LOOKUP_BY_NAME, 700);
    relay_bench_shake_hands(bench);
    first = relay_bench_read(bench, bench->peer, NULL);
    second = relay_bench_read(bench, bench->peer, NULL);
    g_assert_cmpuint(first.serial, !=, second.serial);
    relay_bench_answer(bench, &second, PACKET_OK, 8);
    relay_bench_answer(bench, &first, PACKET_OK, 16);
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(GBytes) body = NULL;
        PacketHeader reply = relay_bench_read(bench, bench->client, &body);

        g_assert_cmpuint(reply.serial, ==, 700);
        g_assert_cmpint(reply.procedure, ==, i == 0 ? NETWORK_LOOKUP_BY_NAME : NETWORK_LIST);
        g_assert_cmpuint(g_bytes_get_size(body), ==, i == 0 ? 8 : 16);
    }
}

/* An error passes byte by byte. */
static void
test_error(RelayBench *bench, gconstpointer user)
{
    static const char text[] = "any bytes at all";
    g_autoptr(GBytes) sent = g_bytes_new_static(text, sizeof text - 1);
    g_autoptr(GBytes) body = NULL;
    PacketHeader call = {.serial = 0};

    (void)user;
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    call.type = PACKET_REPLY;
    call.status = PACKET_ERROR;
    relay_bench_send(bench, bench->peer, &call, sent);
    g_assert_cmpuint(relay_bench_read(bench, bench->client, &body).status, ==, PACKET_ERROR);
    g_assert_true(g_bytes_equal(body, sent));
}

/* A daemon that dies costs its calls, and the next call finds the next daemon. */
static void
test_daemon_dies(RelayBench *bench, gconstpointer user)
{
    PacketHeader call = {.serial = 0};

    (void)user;
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_shake_hands(bench);
    relay_bench_read(bench, bench->peer, NULL);
    give_up_peer(bench);
    g_assert_cmpint(relay_bench_read_code(bench, 3), ==, VIR_ERR_OPERATION_FAILED);
    relay_bench_call(bench, NETWORK_DESTROY, 4);
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 0);
    g_assert_cmpint(relay_bench_read_code(bench, 4), ==, 0);
}

static void
test_daemon_dies_early(RelayBench *bench, gconstpointer user)
{
    (void)user;
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_accept(bench);
    relay_bench_read(bench, bench->peer, NULL);
    give_up_peer(bench);
    g_assert_cmpint(relay_bench_read_code(bench, 3), ==, VIR_ERR_OPERATION_FAILED);
}

/* Without a daemon what can be answered is, in its words. */
static void
test_no_daemon(RelayBench *bench, gconstpointer user)
{
    static const char name[] = {0, 0, 0, 4, 'n', 'o', 'n', 'e'};
    static const PacketHeader lookup = {.program = PROGRAM_REMOTE,
                                        .version = PROGRAM_VERSION,
                                        .procedure = NETWORK_LOOKUP_BY_NAME,
                                        .serial = 6};
    g_autoptr(GBytes) none = g_bytes_new_static(name, sizeof name);

    (void)user;
    relay_bench_stop_listening(bench);
    relay_bench_call(bench, POOL_NUM, 5);
    g_assert_cmpint(relay_bench_read_code(bench, 5), ==, 0);
    relay_bench_send(bench, bench->client, &lookup, none);
    g_assert_cmpint(relay_bench_read_code(bench, 6), ==, VIR_ERR_NO_NETWORK);
    relay_bench_call(bench, NETWORK_DESTROY, 7);
    g_assert_cmpint(relay_bench_read_code(bench, 7), ==, VIR_ERR_NO_SUPPORT);
}

/* A daemon without a driver of the kind says so when the kind is opened. */
static void
test_no_driver(RelayBench *bench, gconstpointer user)
{
    static const char error[] = {0, 0, 0, VIR_ERR_NO_CONNECT};
    g_autoptr(GBytes) body = NULL;
    g_autofree char *zeros = g_malloc0(64);
    PacketHeader call = {.serial = 0};

    (void)user;
    memcpy(zeros, error, sizeof error);
    body = g_bytes_new(zeros, 64);
    relay_bench_call(bench, POOL_NUM, 5);
    relay_bench_accept(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 4);
    call = relay_bench_read(bench, bench->peer, NULL);
    call.type = PACKET_REPLY;
    call.status = PACKET_ERROR;
    relay_bench_send(bench, bench->peer, &call, body);
    g_assert_cmpint(relay_bench_read_code(bench, 5), ==, 0);
}

/* A daemon whose queue of clients is full is tried again. */
static void
test_busy(RelayBench *bench, gconstpointer user)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t length = sizeof address;
    g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(int));
    PacketHeader call = {.serial = 0};
    int fd = -1;

    (void)user;
    g_assert_cmpint(getsockname(bench->listener, (struct sockaddr *)&address, &length), ==, 0);
    do {
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        g_array_append_val(others, fd);
    } while (connect(fd, (const struct sockaddr *)&address, length) == 0);
    relay_bench_call(bench, POOL_NUM, 5);
    for (unsigned i = 0; i < 100; i++) {
        relay_bench_turn(bench);
        g_usleep(1000);
    }
    for (guint i = 0; i < others->len; i++) {
        if (i + 1 < others->len)
            relay_bench_accept(bench);
        close(g_array_index(others, int, i));
    }
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 4);
    g_assert_cmpint(relay_bench_read_code(bench, 5), ==, 0);
}

/* One connection for a kind, each with its own URI. */
static void
test_kinds(RelayBench *bench, gconstpointer user)
{
    g_autoptr(GBytes) body = NULL;
    PacketHeader call = {.serial = 0};

    (void)user;
    relay_bench_call(bench, NETWORK_LIST, 1);
    relay_bench_shake_hands(bench);
    relay_bench_call(bench, POOL_NUM, 2);
    relay_bench_accept(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 4);
    call = relay_bench_read(bench, bench->peer, &body);
    g_assert_cmpint(call.procedure, ==, CONNECT_OPEN);
    g_assert_cmpint(
        memcmp((const char *)g_bytes_get_data(body, NULL) + 8, "storage:///session", 18), ==, 0);
}

/* A client that opened to read only gets no further than that, here and there. */
static void
test_read_only(RelayBench *bench, gconstpointer user)
{
    g_autoptr(GBytes) body = NULL;
    PacketHeader call = {.serial = 0};
    size_t n_bytes = 0;
    const uint8_t *bytes = NULL;

    (void)user;
    relay_bench_connect(bench, false, 1);
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    g_assert_cmpint(relay_bench_read_code(bench, 3), ==, VIR_ERR_OPERATION_DENIED);
    relay_bench_call(bench, NETWORK_LIST, 4);
    relay_bench_accept(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 4);
    relay_bench_read(bench, bench->peer, &body);
    bytes = g_bytes_get_data(body, &n_bytes);
    g_assert_cmpuint(packet_read_word(bytes + n_bytes - 4), ==, 1);
}

static void
test_read_only_socket(RelayBench *bench, gconstpointer user)
{
    (void)user;
    /* There is no socket for clients that only read, and the other one is not used instead. */
    bench->relay_config.is_system = true;
    relay_bench_connect(bench, true, 0);
    relay_bench_call(bench, POOL_NUM, 4);
    g_assert_cmpint(relay_bench_read_code(bench, 4), ==, 0);
    g_assert_cmpint(accept(bench->listener, NULL, NULL), ==, -1);
}

static void
send_event(RelayBench *bench, int procedure)
{
    static const char bytes[] = {0, 0, 0, 77};
    g_autoptr(GBytes) body = g_bytes_new_static(bytes, sizeof bytes);
    const PacketHeader event = {.program = PROGRAM_REMOTE,
                                .version = PROGRAM_VERSION,
                                .procedure = procedure,
                                .type = PACKET_MESSAGE};

    relay_bench_send(bench, bench->peer, &event, body);
}

/* Events of the kind pass as they are; those of another kind do not. */
static void
test_events(RelayBench *bench, gconstpointer user)
{
    g_autoptr(GBytes) body = NULL;
    PacketHeader call = {.serial = 0};

    (void)user;
    relay_bench_call(bench, NETWORK_EVENT_REGISTER, 2);
    relay_bench_shake_hands(bench);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 4);
    g_assert_cmpint(relay_bench_read_code(bench, 2), ==, 0);
    send_event(bench, POOL_EVENT);
    send_event(bench, 318);
    send_event(bench, NETWORK_EVENT);
    call = relay_bench_read(bench, bench->client, &body);
    g_assert_cmpint(call.procedure, ==, NETWORK_EVENT);
    g_assert_cmpuint(packet_read_word(g_bytes_get_data(body, NULL)), ==, 77);
}

/* Callbacks are counted: two are allowed here. */
static void
test_subscriptions(RelayBench *bench, gconstpointer user)
{
    static const int wanted[] = {0, 0, VIR_ERR_RPC};
    PacketHeader call = {.serial = 0};

    (void)user;
    for (uint32_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        relay_bench_call(bench, NETWORK_EVENT_REGISTER, i);
        if (i == 0)
            relay_bench_shake_hands(bench);
        if (wanted[i] == 0) {
            call = relay_bench_read(bench, bench->peer, NULL);
            relay_bench_answer(bench, &call, PACKET_OK, 4);
        }
        g_assert_cmpint(relay_bench_read_code(bench, i), ==, wanted[i]);
    }
    relay_bench_call(bench, NETWORK_EVENT_DEREGISTER, 8);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_OK, 0);
    g_assert_cmpint(relay_bench_read_code(bench, 8), ==, 0);
    relay_bench_call(bench, NETWORK_EVENT_REGISTER, 9);
    call = relay_bench_read(bench, bench->peer, NULL);
    relay_bench_answer(bench, &call, PACKET_ERROR, 4);
    relay_bench_read_code(bench, 9);
    /* One that was refused does not count. */
    relay_bench_call(bench, NETWORK_EVENT_REGISTER, 10);
    relay_bench_read(bench, bench->peer, NULL);
}

typedef struct {
    const char *name;
    PacketHeader header;
} Garbage;

/* What no daemon says: its connection is given up, and the call fails. */
static const Garbage garbage[] = {
    {"unknown-serial", {PROGRAM_REMOTE, 1, NETWORK_DESTROY, PACKET_REPLY, 99, PACKET_OK}},
    {"other-procedure", {PROGRAM_REMOTE, 1, NETWORK_LIST, PACKET_REPLY, 4, PACKET_OK}},
    {"other-program", {PROGRAM_QEMU, 1, NETWORK_DESTROY, PACKET_REPLY, 4, PACKET_OK}},
    {"other-version", {PROGRAM_REMOTE, 2, NETWORK_DESTROY, PACKET_REPLY, 4, PACKET_OK}},
    {"odd-status", {PROGRAM_REMOTE, 1, NETWORK_DESTROY, PACKET_REPLY, 4, 7}},
    {"a-call", {PROGRAM_REMOTE, 1, NETWORK_DESTROY, PACKET_CALL, 4, PACKET_OK}},
    {"descriptors",
     {PROGRAM_REMOTE, 1, NETWORK_DESTROY, PACKET_REPLY_WITH_DESCRIPTORS, 4, PACKET_OK}},
    {"no-stream", {PROGRAM_REMOTE, 1, NETWORK_DESTROY, PACKET_STREAM, 4, PACKET_CONTINUE}},
    {"no-type", {PROGRAM_REMOTE, 1, NETWORK_DESTROY, 12, 4, PACKET_OK}},
};

static void
test_garbage(RelayBench *bench, gconstpointer user)
{
    const Garbage *row = user;

    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_shake_hands(bench);
    g_assert_cmpuint(relay_bench_read(bench, bench->peer, NULL).serial, ==, 4);
    relay_bench_send(bench, bench->peer, &row->header, NULL);
    g_assert_cmpint(relay_bench_read_code(bench, 3), ==, VIR_ERR_RPC);
    relay_bench_await_end(bench, bench->peer);
}

static void
test_no_packet(RelayBench *bench, gconstpointer user)
{
    static const char huge[] = {0x7f, 0, 0, 0};

    (void)user;
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_shake_hands(bench);
    relay_bench_read(bench, bench->peer, NULL);
    g_assert_cmpint(write(bench->peer, huge, sizeof huge), ==, sizeof huge);
    g_assert_cmpint(relay_bench_read_code(bench, 3), ==, VIR_ERR_RPC);
}

/* A client that goes takes its connection to the daemon with it, whatever is under way. */
static void
test_client_leaves(RelayBench *bench, gconstpointer user)
{
    (void)user;
    relay_bench_call(bench, NETWORK_DESTROY, 3);
    relay_bench_call(bench, POOL_NUM, 4);
    relay_bench_shake_hands(bench);
    relay_bench_connect(bench, false, 0);
    relay_bench_await_end(bench, bench->peer);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(RelayBench *bench, gconstpointer user);
    } tests[] = {
        {"/relay/serials", test_serials},
        {"/relay/error", test_error},
        {"/relay/daemon-dies", test_daemon_dies},
        {"/relay/daemon-dies-early", test_daemon_dies_early},
        {"/relay/no-daemon", test_no_daemon},
        {"/relay/no-driver", test_no_driver},
        {"/relay/busy", test_busy},
        {"/relay/kinds", test_kinds},
        {"/relay/read-only", test_read_only},
        {"/relay/read-only-socket", test_read_only_socket},
        {"/relay/events", test_events},
        {"/relay/subscriptions", test_subscriptions},
        {"/relay/no-packet", test_no_packet},
        {"/relay/client-leaves", test_client_leaves},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, RelayBench, NULL, relay_bench_set_up, tests[i].test,
                   relay_bench_tear_down);
    for (size_t i = 0; i < G_N_ELEMENTS(garbage); i++) {
        g_autofree char *path = g_strconcat("/relay/garbage/", garbage[i].name, NULL);

        g_test_add(path, RelayBench, &garbage[i], relay_bench_set_up, test_garbage,
                   relay_bench_tear_down);
    }
    return g_test_run();
}
