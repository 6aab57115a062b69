/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a daemon that calls are relayed to says, sound or not, between calls and streams of a
 * client.
 *
 * An input is a list of steps, a byte that says which and bytes that say how.  Behind the last one
 * another client must be served by another daemon, and nothing may be held for those before.
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../relay/relay_bench.h"

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { MAX_STEPS = 100, SERIALS = 16 };

typedef struct {
    const uint8_t *bytes;
    size_t n_left;
} Play;

static RelayBench bench;

static const int procedures[] = {
    NETWORK_LIST, NETWORK_LOOKUP_BY_NAME, NETWORK_EVENT_REGISTER, NETWORK_EVENT_DEREGISTER,
    VOL_UPLOAD,   VOL_DOWNLOAD,           NETWORK_EVENT,          POOL_EVENT,
    AUTH_LIST,    CONNECT_OPEN,           CONNECT_SET_IDENTITY};

static uint8_t
next(Play *play)
{
    if (play->n_left == 0)
        return 0;
    play->n_left--;
    return *play->bytes++;
}

/* Sends what the socket takes; it does not matter when that is not all. */
static void
say(int fd, const void *bytes, size_t n_bytes)
{
    if (fd >= 0 && send(fd, bytes, n_bytes, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        return;
}

static void
read_all(int fd)
{
    static char bytes[64 * 1024];

    while (fd >= 0 && recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        continue;
}

static void
say_packet(Play *play, int fd, bool is_client)
{
    static const char zeros[256 * 256];
    uint8_t which = next(play);
    uint8_t how = next(play);
    size_t n_body = (size_t)next(play) * (how & 0x80 ? 256 : 4);
    const PacketHeader header = {
        .program = which == 0xff ? PROGRAM_KEEPALIVE : PROGRAM_REMOTE,
        .version = PROGRAM_VERSION,
        .procedure = procedures[which % G_N_ELEMENTS(procedures)],
        .type = is_client ? (how & 4 ? PACKET_STREAM : PACKET_CALL) : how % 8,
        .serial = (how >> 3) % SERIALS,
        .status = is_client && !(how & 4) ? PACKET_OK : which >> 6,
    };
    g_autoptr(GBytes) packet = packet_new(&header, zeros, n_body);

    say(fd, g_bytes_get_data(packet, NULL), g_bytes_get_size(packet));
}

static void
accept_peer(void)
{
    int fd = accept4(bench.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd < 0)
        return;
    if (bench.peer >= 0)
        close(bench.peer);
    bench.peer = fd;
}

static void
step(Play *play)
{
    switch (next(play) % 8) {
    case 0:
    case 1:
        say_packet(play, bench.client, true);
        break;
    case 2:
    case 3:
        say_packet(play, bench.peer, false);
        break;
    case 4: {
        size_t wanted = next(play);
        size_t n_bytes = MIN(wanted, play->n_left);

        say(bench.peer, play->bytes, n_bytes);
        play->bytes += n_bytes;
        play->n_left -= n_bytes;
        break;
    }
    case 5:
        read_all(bench.client);
        break;
    case 6:
        read_all(bench.peer);
        accept_peer();
        break;
    case 7:
        if (bench.peer >= 0)
            close(bench.peer);
        bench.peer = -1;
        break;
    }
    relay_bench_turn(&bench);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    relay_bench_set_up(&bench, NULL);
    return 0;
}

/* Connections that were made before and nobody took. */
static void
forget_peers(void)
{
    workers_drain(bench.driver.workers);
    do {
        if (bench.peer >= 0)
            close(bench.peer);
        bench.peer = -1;
        accept_peer();
    } while (bench.peer >= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Play play = {.bytes = bytes, .n_left = length};
    PacketHeader call = {.serial = 0};

    relay_bench_connect(&bench, false, 0);
    if (next(&play) & 1) {
        relay_bench_call(&bench, NETWORK_LIST, 1);
        relay_bench_shake_hands(&bench);
    }
    for (unsigned i = 0; i < MAX_STEPS && play.n_left > 0; i++)
        step(&play);
    relay_bench_connect(&bench, false, 0);
    forget_peers();
    relay_bench_call(&bench, POOL_NUM, 2);
    relay_bench_shake_hands(&bench);
    call = relay_bench_read(&bench, bench.peer, NULL);
    relay_bench_answer(&bench, &call, PACKET_OK, 4);
    g_assert_cmpint(relay_bench_read_code(&bench, 2), ==, 0);
    return 0;
}
