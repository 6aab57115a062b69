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
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "false_driver.h"
#include "rpc/packet.h"
#include "rpc/server.h"

/* libFuzzer's entries; they have no header. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { N_CLIENTS = 4, MAX_STEPS = 200, KIB = 1024 };

/* A client, as it sees itself. */
typedef struct {
    int fd;             /* -1: none */
    GByteArray *unsent; /* the rest of a packet that it has begun */
    bool is_senseless;  /* nobody knows what it has said, or whether it may still speak */
    bool is_closing;    /* it has asked for its end */
} Client;

typedef struct {
    const uint8_t *bytes;
    size_t n_left;
    FalseDriver *below;
    Server *server;
    Client clients[N_CLIENTS];
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

static Client *
next_client(Play *play)
{
    return &play->clients[next(play) % N_CLIENTS];
}

static void
append_word(GByteArray *body, uint32_t word)
{
    uint8_t bytes[4];

    packet_write_word(bytes, word);
    g_byte_array_append(body, bytes, sizeof bytes);
}

static void
append_string(GByteArray *body, const char *text, size_t length)
{
    static const guint8 zeros[4];

    append_word(body, (uint32_t)length);
    g_byte_array_append(body, (const guint8 *)text, (guint)length);
    g_byte_array_append(body, zeros, (guint)((4 - length % 4) % 4));
}

/* Sends what @client has begun, @n_bytes of it, with @n_descriptors of ours. */
static void
send_unsent(Client *client, size_t n_bytes, unsigned n_descriptors)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(4 * sizeof(int))];
    } control = {0};
    struct iovec vector = {.iov_base = client->unsent->data,
                           .iov_len = MIN(n_bytes, client->unsent->len)};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t n_sent = 0;

    if (client->fd < 0 || vector.iov_len == 0)
        return;
    n_descriptors = MIN(n_descriptors, 4);
    if (n_descriptors > 0) {
        control.header = (struct cmsghdr){.cmsg_len = CMSG_LEN(n_descriptors * sizeof(int)),
                                          .cmsg_level = SOL_SOCKET,
                                          .cmsg_type = SCM_RIGHTS};
        for (unsigned i = 0; i < n_descriptors; i++)
            memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &client->fd, sizeof(int));
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(n_descriptors * sizeof(int));
    }
    n_sent = sendmsg(client->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n_sent > 0)
        g_byte_array_remove_range(client->unsent, 0, (guint)n_sent);
}

static void
begin_packet(Client *client, const PacketHeader *header, const GByteArray *body)
{
    g_autoptr(GBytes) packet = packet_new(header, body->data, body->len);
    size_t length = 0;
    const uint8_t *bytes = g_bytes_get_data(packet, &length);

    g_byte_array_append(client->unsent, bytes, (guint)length);
}

/* Procedures that the false driver serves, and what their arguments begin with. */
typedef enum { BODY_WORDS, BODY_GUEST, BODY_URI, BODY_NAME } Body;

static const struct {
    uint32_t program;
    int procedure;
    Body body;
} calls[] = {
    {PROGRAM_REMOTE, 66, BODY_WORDS},  {PROGRAM_REMOTE, 1, BODY_URI},
    {PROGRAM_REMOTE, 2, BODY_WORDS},   {PROGRAM_REMOTE, 3, BODY_WORDS},
    {PROGRAM_REMOTE, 7, BODY_WORDS},   {PROGRAM_REMOTE, 9, BODY_GUEST},
    {PROGRAM_REMOTE, 16, BODY_GUEST},  {PROGRAM_REMOTE, 22, BODY_WORDS},
    {PROGRAM_REMOTE, 23, BODY_NAME},   {PROGRAM_REMOTE, 37, BODY_WORDS},
    {PROGRAM_REMOTE, 51, BODY_WORDS},  {PROGRAM_REMOTE, 60, BODY_WORDS},
    {PROGRAM_REMOTE, 105, BODY_WORDS}, {PROGRAM_REMOTE, 106, BODY_WORDS},
    {PROGRAM_REMOTE, 110, BODY_WORDS}, {PROGRAM_REMOTE, 167, BODY_WORDS},
    {PROGRAM_REMOTE, 168, BODY_WORDS}, {PROGRAM_REMOTE, 201, BODY_GUEST},
    {PROGRAM_REMOTE, 211, BODY_GUEST}, {PROGRAM_REMOTE, 249, BODY_GUEST},
    {PROGRAM_REMOTE, 316, BODY_WORDS}, {PROGRAM_REMOTE, 317, BODY_WORDS},
    {PROGRAM_REMOTE, 343, BODY_GUEST}, {PROGRAM_REMOTE, 360, BODY_WORDS},
    {PROGRAM_REMOTE, 361, BODY_WORDS}, {PROGRAM_QEMU, 4, BODY_WORDS},
    {PROGRAM_QEMU, 5, BODY_WORDS},     {PROGRAM_REMOTE, 10, BODY_NAME},
};

static void
append_arguments(const Play *play, GByteArray *body, Body kind, uint8_t how)
{
    static const char uri[] = "pseries:///session?0123456789";

    if (kind == BODY_GUEST) {
        append_string(body, play->below->guest->name, strlen(play->below->guest->name));
        g_byte_array_append(body, play->below->guest->uuid, 16);
        append_word(body, 1);
    } else if (kind == BODY_URI) {
        append_word(body, 1);
        append_string(body, uri, sizeof uri - 1 - how % 11);
    } else if (kind == BODY_NAME) {
        append_string(body, "guest", 5);
    }
    for (unsigned i = 0; i < 4; i++)
        append_word(body, (how >> i) & 3);
}

static void
add_call(Play *play, Client *client, uint8_t which, uint8_t how)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    const size_t row = which % G_N_ELEMENTS(calls);
    const unsigned n_descriptors = which >> 6;
    const PacketHeader header = {
        .program = calls[row].program,
        .version = PROGRAM_VERSION,
        .procedure = calls[row].procedure,
        .type = n_descriptors > 0 ? PACKET_CALL_WITH_DESCRIPTORS : PACKET_CALL,
        .serial = how % 4,
    };

    if (n_descriptors > 0)
        append_word(body, n_descriptors);
    append_arguments(play, body, calls[row].body, how);
    begin_packet(client, &header, body);
    client->is_closing |= calls[row].procedure == 2;
    /* Each descriptor needs a byte of its own. */
    if (n_descriptors > 0)
        g_byte_array_set_size(client->unsent, client->unsent->len + n_descriptors);
    client->is_senseless |= n_descriptors > 0;
}

/* ---- the steps */

static void
leave(Client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    g_byte_array_set_size(client->unsent, 0);
}

static void
step_connect(Play *play)
{
    Client *client = next_client(play);
    uint8_t how = next(play);
    int ends[2] = {-1, -1};

    leave(client);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
        abort();
    client->fd = ends[1];
    client->is_senseless = false;
    client->is_closing = false;
    server_admit(play->server, ends[0], how & 1);
    if (how & 2) {
        add_call(play, client, 0, how);
        add_call(play, client, 1, how);
        send_unsent(client, SIZE_MAX, 0);
    }
}

static void
step_call(Play *play)
{
    Client *client = next_client(play);
    uint8_t which = next(play);
    uint8_t how = next(play);

    add_call(play, client, which, how);
    send_unsent(client, how & 0x80 ? how & 0x7f : SIZE_MAX, which >> 6);
}

static void
step_rest(Play *play)
{
    Client *client = next_client(play);
    uint8_t how = next(play);

    send_unsent(client, how & 0x80 ? SIZE_MAX : how, how >> 5 & 3);
    client->is_senseless |= (how >> 5 & 3) != 0;
}

static void
step_many_calls(Play *play)
{
    Client *client = next_client(play);
    uint8_t which = next(play) & 0x3f;
    uint8_t how = next(play);

    for (unsigned i = 0; i < (how & 31U); i++)
        add_call(play, client, which, how);
    send_unsent(client, SIZE_MAX, 0);
}

static void
step_stream(Play *play)
{
    Client *client = next_client(play);
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
    begin_packet(client, &header, body);
    send_unsent(client, SIZE_MAX, 0);
}

static void
step_keepalive(Play *play)
{
    Client *client = next_client(play);
    g_autoptr(GByteArray) body = g_byte_array_new();
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = next(play) % 3,
                                 .type = PACKET_MESSAGE};

    begin_packet(client, &header, body);
    send_unsent(client, SIZE_MAX, 0);
}

static void
step_garbage(Play *play)
{
    Client *client = next_client(play);
    size_t length = MIN(next(play), play->n_left);

    g_byte_array_append(client->unsent, play->bytes, (guint)length);
    play->bytes += length;
    play->n_left -= length;
    client->is_senseless = true;
    send_unsent(client, SIZE_MAX, 0);
}

/* Descriptors that come in any way are closed when nobody refers to the socket's message any more.
 */
static void
read_some(int fd, size_t n_bytes)
{
    static char bytes[256 * KIB];

    if (fd >= 0)
        (void)!read(fd, bytes, MIN(n_bytes, sizeof bytes));
}

static void
step_read(Play *play)
{
    const Client *client = next_client(play);

    read_some(client->fd, (size_t)next(play) * KIB);
}

static void
step_leave(Play *play)
{
    leave(next_client(play));
}

static void
step_shut_down(Play *play)
{
    Client *client = next_client(play);
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

/* The main loop's turns; with the gate open until all that was asked for is done, so that it is the
 * same each time. */
static void
step_turn(Play *play)
{
    if (false_driver_is_gate_open())
        workers_drain(play->below->driver.workers);
    while (g_main_context_iteration(play->below->context, FALSE))
        continue;
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
    enum { ROUNDS = 60 };

    false_driver_set_gate(true);
    for (unsigned round = 0; round < ROUNDS; round++) {
        step_turn(play);
        for (unsigned i = 0; i < N_CLIENTS; i++) {
            send_unsent(&play->clients[i], SIZE_MAX, 0);
            read_some(play->clients[i].fd, 256 * KIB);
        }
        read_some(play->below->console, 256 * KIB);
        read_some(play->picture, 256 * KIB);
    }
}

/* A client that has said nothing senseless, and is not at its end, is answered. */
static void
expect_answer(Play *play, Client *client)
{
    g_autoptr(GByteArray) body = g_byte_array_new();
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = 1,
                                 .type = PACKET_MESSAGE};
    char bytes[KIB];

    if (client->fd < 0 || client->is_senseless || client->is_closing || client->unsent->len > 0)
        return;
    begin_packet(client, &header, body);
    send_unsent(client, SIZE_MAX, 0);
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
        leave(&play->clients[i]);
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
    signal(SIGPIPE, SIG_IGN);
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
        play.clients[i] = (Client){.fd = -1, .unsent = g_byte_array_new()};
    for (unsigned i = 0; i < MAX_STEPS && play.n_left > 0; i++)
        steps[next(&play) % G_N_ELEMENTS(steps)](&play);
    /* With the first bit set in the last byte: in the middle of everything. */
    if (length == 0 || !(bytes[length - 1] & 1))
        play_out(&play);
    finish(&play);
    return 0;
}
