/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/packet.h"

#include <string.h>

#include "rpc/descriptors.h"

void
packet_clear(Packet *packet)
{
    g_bytes_unref(packet->body);
    descriptors_free(packet->descriptors);
}

uint32_t
packet_read_word(const uint8_t *bytes)
{
    uint32_t word = 0;

    memcpy(&word, bytes, sizeof word);
    return GUINT32_FROM_BE(word);
}

void
packet_write_word(uint8_t *bytes, uint32_t word)
{
    uint32_t big = GUINT32_TO_BE(word);

    memcpy(bytes, &big, sizeof big);
}

bool
packet_read_length(const uint8_t bytes[PACKET_LENGTH_BYTES], size_t *length)
{
    uint32_t word = packet_read_word(bytes);

    if (word < PACKET_MIN_BYTES || word > PACKET_MAX_BYTES)
        return false;
    *length = word;
    return true;
}

PacketHeader
packet_read_header(const uint8_t bytes[PACKET_HEADER_BYTES])
{
    return (PacketHeader){
        .program = packet_read_word(bytes),
        .version = packet_read_word(bytes + 4),
        .procedure = (int32_t)packet_read_word(bytes + 8),
        .type = packet_read_word(bytes + 12),
        .serial = packet_read_word(bytes + 16),
        .status = packet_read_word(bytes + 20),
    };
}

GBytes *
packet_new(const PacketHeader *header, const void *body, size_t n_bytes)
{
    const uint32_t words[] = {
        (uint32_t)(PACKET_MIN_BYTES + n_bytes),
        header->program,
        header->version,
        (uint32_t)header->procedure,
        header->type,
        header->serial,
        header->status,
    };
    uint8_t *packet = g_malloc(PACKET_MIN_BYTES + n_bytes);

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        packet_write_word(packet + 4 * i, words[i]);
    if (n_bytes > 0)
        memcpy(packet + PACKET_MIN_BYTES, body, n_bytes);
    return g_bytes_new_take(packet, PACKET_MIN_BYTES + n_bytes);
}
