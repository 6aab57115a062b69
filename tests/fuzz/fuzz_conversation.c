/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Conversations: what several clients of a real server do, in any order with what happens below it.
 *
 * An input is a list of steps, a byte that says which and bytes that say how.  Behind the last one
 * everything is let go on, every client that has said nothing senseless must be answered, and what
 * the clients' accounts hold must be nothing when they have gone.
 */
#include <errno.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "false_client.h"
#include "false_driver.h"
#include "rpc/server.h"

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { N_CLIENTS = 4, MAX_STEPS = 200, KIB = 1024 };

typedef struct {
    const uint8_t *bytes;
    size_t n_left;
    FalseDriver *below;
    Server *server;
    FalseClient clients[N_CLIENTS];
    int picture; /* -1: none */
} Play;

/* Small, so that they are reached. */
static const ServerConfig limits = {
    .max_clients = 3,
    .max_anonymous_clients = 4,
    .max_client_requests = 3,
    .keepalive_interval = 3600,
    .keepalive_count = 5,
    .accounts =
        {
            .of_client = {[ACCOUNT_CLIENTS] = 1,
                          [ACCOUNT_BYTES] = 3000 * KIB,
                          [ACCOUNT_DESCRIPTORS] = 10,
                          [ACCOUNT_CALLS] = 3,
                          [ACCOUNT_STREAMS] = 3,
                          [ACCOUNT_SUBSCRIPTIONS] = 5},
            .of_user = {[ACCOUNT_CLIENTS] = 1,
                        [ACCOUNT_BYTES] = 1100 * KIB,
                        [ACCOUNT_DESCRIPTORS] = 5,
                        [ACCOUNT_CALLS] = 2,
                        [ACCOUNT_STREAMS] = 1,
                        [ACCOUNT_SUBSCRIPTIONS] = 2},
        },
};

static uint8_t
next(Play *play)
{
    if (play->n_left == 0)
        return 0;
    play->n_left--;
    return *play->bytes++;
}

static FalseClient *
next_client(Play *play)
{
    return &play->clients[next(play) % N_CLIENTS];
}

/* ---- the steps */

static void
add_call(Play *play, FalseClient *client, uint8_t which, uint8_t how)
{
    const FalseCall call = {
        .which = which & 0x3f, .n_descriptors = which >> 6, .serial = how % 4, .words = next(play)};

    false_client_add_call(client, play->below->guest, call);
}

static void
step_connect(Play *play)
{
    FalseClient *client = next_client(play);
    uint8_t how = next(play);
    int ends[2] = {-1, -1};

    false_client_leave(client);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
        abort();
    client->fd = ends[1];
    client->is_senseless = false;
    client->is_closing = false;
    server_admit(play->server, ends[0], how & 1);
    if (how & 2) {
        add_call(play, client, 0, how);
        add_call(play, client, 1, how);
        false_client_send(client, SIZE_MAX, 0);
    }
}

static void
step_call(Play *play)
{
    FalseClient *client = next_client(play);
    uint8_t which = next(play);
    uint8_t how = next(play);

    add_call(play, client, which, how);
    false_client_send(client, how & 0x80 ? how & 0x7f : SIZE_MAX, which >> 6);
}

static void
step_rest(Play *play)
{
    FalseClient *client = next_client(play);
    uint8_t how = next(play);

    false_client_send(client, how & 0x80 ? SIZE_MAX : how, how >> 5 & 3);
    client->is_senseless |= (how >> 5 & 3) != 0;
}

static void
step_many_calls(Play *play)
{
    FalseClient *client = next_client(play);
    uint8_t which = next(play) & 0x3f;
    uint8_t how = next(play);

    for (unsigned i = 0; i < (how & 31U); i++)
        add_call(play, client, which, how);
    false_client_send(client, SIZE_MAX, 0);
}

static void
step_stream(Play *play)
{
    FalseClient *client = next_client(play);
    uint8_t which = next(play);
    uint8_t how = next(play);
    g_autoptr(GByteArray) body = g_byte_array_new();
    const PacketHeader header = {
        .program = PROGRAM_REMOTE,
        .version = PROGRAM_VERSION,
        .procedure = which & 4 ? 211 : 201,
        .type = which & 8 && which & 16 ? PACKET_STREAM_HOLE : PACKET_STREAM,
        .serial = which % 4,
        .status = how % 4,
    };

    g_byte_array_set_size(body, (guint)((how >> 2) * (how >> 2) * (which & 32 ? 256 : 4)));
    if (body->len > 0)
        memset(body->data, 'x', body->len);
    false_client_add_packet(client, &header, body);
    false_client_send(client, SIZE_MAX, 0);
}

static void
step_keepalive(Play *play)
{
    FalseClient *client = next_client(play);
    g_autoptr(GByteArray) body = g_byte_array_new();
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = next(play) % 3,
                                 .type = PACKET_MESSAGE};

    false_client_add_packet(client, &header, body);
    false_client_send(client, SIZE_MAX, 0);
}

static void
step_garbage(Play *play)
{
    FalseClient *client = next_client(play);
    size_t wanted = next(play);
    size_t length = MIN(wanted, play->n_left);

    g_byte_array_append(client->unsent, play->bytes, (guint)length);
    play->bytes += length;
    play->n_left -= length;
    client->is_senseless = true;
    false_client_send(client, SIZE_MAX, 0);
}

/* Descriptors that come with it are closed by the kernel.  Returns: whether something came. */
static bool
read_some(int fd, size_t n_bytes)
{
    static char bytes[256 * KIB];

    return fd >= 0 && read(fd, bytes, MIN(n_bytes, sizeof bytes)) > 0;
}

static void
step_read(Play *play)
{
    const FalseClient *client = next_client(play);

    read_some(client->fd, (size_t)next(play) * KIB);
}

static void
step_leave(Play *play)
{
    false_client_leave(next_client(play));
}

static void
step_shut_down(Play *play)
{
    FalseClient *client = next_client(play);
    int how = next(play) % 3;

    if (client->fd >= 0)
        shutdown(client->fd, how);
    client->is_senseless = true;
}

static void
step_event(Play *play)
{
    static const int ids[] = {VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_ID_REBOOT,
                              EVENT_OF_MONITOR, VIR_DOMAIN_EVENT_ID_IO_ERROR};
    uint8_t how = next(play);
    g_auto(GuestName) name = guest_name(play->below->guest);

    for (unsigned i = 0; i <= how >> 3; i++) {
        Event *event = event_new(ids[how % G_N_ELEMENTS(ids)], &name);

        event->text = g_strnfill(how & 4 ? 4000 : 4, 'x');
        driver_emit(&play->below->driver, event);
    }
}

static void
write_some(int fd, uint8_t how)
{
    static const char bytes[64 * KIB];

    if (fd >= 0)
        (void)!write(fd, bytes, how & 0x80 ? (size_t)(how & 0x7f) * 512 : how);
}

static void
step_console(Play *play)
{
    uint8_t how = next(play);

    if (how == 0xff)
        false_driver_hang_up(play->below);
    else if (how & 1)
        write_some(play->below->console, how);
    else
        read_some(play->below->console, (size_t)how * KIB);
}

static void
step_picture(Play *play)
{
    uint8_t how = next(play);

    if (play->picture < 0)
        play->picture = false_driver_take_picture(play->below);
    if (how & 1) {
        write_some(play->picture, how);
    } else if (how & 2) {
        read_some(play->picture, (size_t)how * KIB);
    } else if (play->picture >= 0) {
        close(play->picture);
        play->picture = -1;
    }
}

static void
step_gate(Play *play)
{
    false_driver_set_gate(next(play) & 1);
}

/* The main loop's turns, as long as there is something to do; with the gate open workers do their
 * part in between, so that it is the same each time. */
static void
step_turn(Play *play)
{
    bool has_worked = true;

    while (has_worked) {
        has_worked = false;
        while (g_main_context_iteration(play->below->context, FALSE))
            has_worked = true;
        if (false_driver_is_gate_open())
            workers_drain(play->below->driver.workers);
    }
}

static void
step_one_turn(Play *play)
{
    g_main_context_iteration(play->below->context, FALSE);
}

static void (*const steps[])(Play *play) = {
    step_connect, step_call, step_rest,  step_many_calls, step_stream, step_keepalive,
    step_garbage, step_read, step_leave, step_shut_down,  step_event,  step_console,
    step_picture, step_gate, step_turn,  step_one_turn,
};

/* ---- the end */

/* Lets everything go on until nothing more happens. */
static void
settle(Play *play)
{
    bool has_worked = true;

    false_driver_set_gate(true);
    while (has_worked) {
        step_turn(play);
        has_worked = read_some(play->below->console, 256 * KIB);
        has_worked |= read_some(play->picture, 256 * KIB);
        for (unsigned i = 0; i < N_CLIENTS; i++) {
            FalseClient *client = &play->clients[i];
            guint n_unsent = client->unsent->len;

            false_client_send(client, SIZE_MAX, 0);
            has_worked |= client->unsent->len != n_unsent;
            has_worked |= read_some(client->fd, 256 * KIB);
        }
    }
}

/* A client that has said nothing senseless, and is not at its end, is answered. */
static void
expect_answer(Play *play, FalseClient *client)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = 1,
                                 .type = PACKET_MESSAGE};
    char bytes[KIB];

    if (client->fd < 0 || client->is_senseless || client->is_closing || client->unsent->len > 0)
        return;
    false_client_add_packet(client, &header, body);
    false_client_send(client, SIZE_MAX, 0);
    step_turn(play);
    /* Bytes, or that it was cut off: but not silence. */
    if (read(client->fd, bytes, sizeof bytes) < 0 && errno == EAGAIN)
        abort();
}

static void
play_out(Play *play)
{
    settle(play);
    for (unsigned i = 0; i < N_CLIENTS; i++)
        expect_answer(play, &play->clients[i]);
}

static void
finish(Play *play)
{
    server_close(play->server);
    server_free(play->server);
    for (unsigned i = 0; i < N_CLIENTS; i++) {
        false_client_leave(&play->clients[i]);
        g_byte_array_unref(play->clients[i].unsent);
    }
    if (play->picture >= 0)
        close(play->picture);
    false_driver_free(play->below);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    /* What a thread that ends has cached counts as a leak while it ends: none does. */
    g_thread_pool_set_max_unused_threads(-1);
    g_thread_pool_set_max_idle_time(0);
    signal(SIGPIPE, SIG_IGN);
    /* A thread that ends while leaks are looked for leaks what GLib has for it. */
    g_thread_pool_set_max_unused_threads(-1);
    g_thread_pool_set_max_idle_time(0);
    return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    Play play = {.bytes = bytes, .n_left = length, .picture = -1};

    play.below = false_driver_new();
    play.server = server_new(&play.below->driver, &limits, play.below->context);
    server_set_programs(play.server, play.below->programs, G_N_ELEMENTS(play.below->programs));
    for (unsigned i = 0; i < N_CLIENTS; i++)
        play.clients[i] = (FalseClient){.fd = -1, .unsent = g_byte_array_new()};
    for (unsigned i = 0; i < MAX_STEPS && play.n_left > 0; i++)
        steps[next(&play) % G_N_ELEMENTS(steps)](&play);
    /* With the first bit set in the last byte: in the middle of everything. */
    if (length == 0 || !(bytes[length - 1] & 1))
        play_out(&play);
    finish(&play);
    return 0;
}
