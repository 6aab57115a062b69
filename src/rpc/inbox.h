/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <sys/types.h>

#include "rpc/account.h"
#include "rpc/packet.h"

/*
 * What a peer has sent: bytes and descriptors, until they are packets.
 */
typedef struct Inbox Inbox;

typedef enum {
    INBOX_WAITS, /* for the rest of a packet */
    INBOX_HAS_PACKET,
    INBOX_IS_BROKEN, /* what came means nothing, and neither does what follows */
} InboxState;

/* Returns: (owned) an empty one; what is in it is charged to @account (borrowed). */
Inbox *inbox_new(Account *account);
void inbox_free(Inbox *inbox);

/* Reads some of what there is on the socket @fd.  Returns: bytes read, 0: not now, -1: never again,
 * since the peer has gone or there is no room on the account.
 */
ssize_t inbox_read(Inbox *inbox, int fd);

/* Takes the next packet into @packet, which is then the caller's to clear. */
InboxState inbox_take(Inbox *inbox, Packet *packet);

/* Frees the room of all packets that were taken; they go on. */
void inbox_forget(Inbox *inbox);
