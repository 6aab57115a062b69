/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The frame of libvirt's RPC: a length that counts itself, six words of header, a body.  All words
 * are big-endian.  Any thread; nothing blocks.
 */
enum {
    PACKET_LENGTH_BYTES = 4,
    PACKET_HEADER_BYTES = 24,
    PACKET_MIN_BYTES = PACKET_LENGTH_BYTES + PACKET_HEADER_BYTES,
    PACKET_MAX_BYTES = PACKET_LENGTH_BYTES + 32 * 1024 * 1024,
    PACKET_MAX_BODY_BYTES = PACKET_MAX_BYTES - PACKET_MIN_BYTES,
    PACKET_STREAM_BYTES = 262120, /* the most data that old peers take in one stream packet */
    PACKET_MAX_DESCRIPTORS = 32,
};

enum {
    PROGRAM_REMOTE = 0x20008086,
    PROGRAM_QEMU = 0x20008087,
    PROGRAM_KEEPALIVE = 0x6b656570,
    PROGRAM_VERSION = 1, /* of each of them */
};

typedef enum {
    PACKET_CALL,
    PACKET_REPLY,
    PACKET_MESSAGE,
    PACKET_STREAM,
    PACKET_CALL_WITH_DESCRIPTORS,
    PACKET_REPLY_WITH_DESCRIPTORS,
    PACKET_STREAM_HOLE,
} PacketType;

typedef enum { PACKET_OK, PACKET_ERROR, PACKET_CONTINUE } PacketStatus;

typedef struct {
    uint32_t program, version;
    int32_t procedure;
    uint32_t type;   /* PacketType, or anything else from a peer */
    uint32_t serial; /* chosen by the caller, repeated by the reply; 0 in a MESSAGE */
    uint32_t status; /* PacketStatus, or anything else */
} PacketHeader;

/* A packet that a peer has sent. */
typedef struct {
    PacketHeader header;
    GBytes *body;        /* (owned) */
    GArray *descriptors; /* (owned) int */
} Packet;

/* Frees the body and closes the descriptors of @packet, which is filled in. */
void packet_clear(Packet *packet);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Packet, packet_clear)

/* Reads the length word.  Returns: false, with @length unchanged, when no packet can have that
 * length; no byte that follows can be read then. */
bool packet_read_length(const uint8_t bytes[PACKET_LENGTH_BYTES], size_t *length);

/* Returns: the header read from @bytes, those behind the length word.  Every value is accepted. */
PacketHeader packet_read_header(const uint8_t bytes[PACKET_HEADER_BYTES]);

/* Returns: the word at @bytes, which has four. */
uint32_t packet_read_word(const uint8_t *bytes);

/* Writes @word to @bytes, which has room for four. */
void packet_write_word(uint8_t *bytes, uint32_t word);

/* Returns: (owned) the packet of @header with @n_bytes of @body (copied; nullable when there are
 * none; at most PACKET_MAX_BODY_BYTES). */
GBytes *packet_new(const PacketHeader *header, const void *body, size_t n_bytes);
