/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "false_client.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_CLOSE = 2, MAX_DESCRIPTORS = 4 };

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
void
false_client_send(FalseClient *client, size_t n_bytes, unsigned n_descriptors)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(MAX_DESCRIPTORS * sizeof(int))];
    } control = {0};
    struct iovec vector = {.iov_base = client->unsent->data,
                           .iov_len = MIN(n_bytes, client->unsent->len)};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t n_sent = 0;

    if (client->fd < 0 || vector.iov_len == 0)
        return;
    n_descriptors = MIN(n_descriptors, MAX_DESCRIPTORS);
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

void
false_client_add_packet(FalseClient *client, const PacketHeader *header, const GByteArray *body)
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
append_arguments(const Guest *guest, GByteArray *body, Body kind, uint8_t words)
{
    static const char uri[] = "pseries:///session?0123456789";

    if (kind == BODY_GUEST) {
        append_string(body, guest->name, strlen(guest->name));
        g_byte_array_append(body, guest->uuid, sizeof guest->uuid);
        append_word(body, 1);
    } else if (kind == BODY_URI) {
        append_word(body, 1);
        append_string(body, uri, sizeof uri - 1 - words % 11);
    } else if (kind == BODY_NAME) {
        append_string(body, guest->name, strlen(guest->name));
    }
    /* 10 is the feature that has clients pinged. */
    for (unsigned i = 0; i < 4; i++)
        append_word(body, ((const uint32_t[]){0, 1, 2, 10})[(words >> 2 * i) & 3]);
}

void
false_client_add_call(FalseClient *client, const Guest *guest, FalseCall call)
{
    static const guint8 carriers[MAX_DESCRIPTORS];
    g_autoptr(GByteArray) body = g_byte_array_new();
    const size_t row = call.which % G_N_ELEMENTS(calls);
    const PacketHeader header = {
        .program = calls[row].program,
        .version = PROGRAM_VERSION,
        .procedure = calls[row].procedure,
        .type = call.n_descriptors > 0 ? PACKET_CALL_WITH_DESCRIPTORS : PACKET_CALL,
        .serial = call.serial,
    };

    if (call.n_descriptors > 0)
        append_word(body, call.n_descriptors);
    append_arguments(guest, body, calls[row].body, call.words);
    false_client_add_packet(client, &header, body);
    client->is_closing |= calls[row].procedure == CONNECT_CLOSE;
    if (call.n_descriptors == 0)
        return;
    /* Each descriptor needs a byte of its own. */
    g_byte_array_append(client->unsent, carriers, call.n_descriptors);
    client->is_senseless = true;
}

void
false_client_leave(FalseClient *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    g_byte_array_set_size(client->unsent, 0);
}
