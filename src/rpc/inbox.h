/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <sys/types.h>

#include "rpc/account.h"
#include "rpc/packet.h"

/*
 * Bytes and descriptors that a peer has sent, until they make up packets.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Inbox Inbox;

typedef enum {
    INBOX_WAITS, /* for the rest of a packet */
    INBOX_HAS_PACKET,
    INBOX_IS_BROKEN, /* what came is no packet; nothing that follows can be read */
} InboxState;

/* Returns: (owned) an empty inbox; its contents are charged to @account (borrowed). */
Inbox *inbox_new(Account *account);

/* Frees @inbox, closing the descriptors in it; NULL: nothing to do. */
void inbox_free(Inbox *inbox);

/* Reads once from the socket @fd (borrowed).  Returns: the number of bytes read; 0 when there are
 * none now; -1 when the peer has gone or has sent more than its account has room for. */
ssize_t inbox_read(Inbox *inbox, int fd);

/* Takes the next packet.  Returns: INBOX_HAS_PACKET with @packet filled in, to be freed by
 * packet_clear(); otherwise @packet owns nothing. */
InboxState inbox_take(Inbox *inbox, Packet *packet);

/* Gives back the memory, and the charge, of packets that were taken.  The packets stay valid. */
void inbox_forget(Inbox *inbox);
