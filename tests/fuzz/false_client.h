/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"
#include "rpc/packet.h"

/*
 * A client that says what it is told to, in pieces if need be.
 */
typedef struct {
    int fd;             /* -1: none */
    GByteArray *unsent; /* the rest of what it has begun to say */
    bool is_senseless;  /* nobody knows what it has said, or whether it may still speak */
    bool is_closing;    /* it has asked for its end */
} FalseClient;

/* A call of one of the procedures that a false driver serves. */
typedef struct {
    uint8_t which; /* of them, modulo their number */
    uint8_t words; /* what stands behind the guest or the name in its arguments: two bits each */
    uint32_t serial;
    unsigned n_descriptors;
} FalseCall;

/* Add to what is unsent. */
void false_client_add_packet(FalseClient *client, const PacketHeader *header,
                             const GByteArray *body);
void false_client_add_call(FalseClient *client, const Guest *guest, FalseCall call);

/* Sends @n_bytes at most of what is unsent, as far as the socket takes it, with @n_descriptors. */
void false_client_send(FalseClient *client, size_t n_bytes, unsigned n_descriptors);

/* Closes its socket. */
void false_client_leave(FalseClient *client);
