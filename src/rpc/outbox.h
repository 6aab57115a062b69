/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

#include "rpc/account.h"

/*
 * Packets, each with descriptors behind it, that wait to be sent to a peer.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Outbox Outbox;

/* Returns: (owned) an empty outbox; its contents are charged to @account (borrowed). */
Outbox *outbox_new(Account *account);

/* Frees @outbox and what is in it, closing the descriptors; NULL: nothing to do. */
void outbox_free(Outbox *outbox);

/* Adds @packet (owned) and, behind it, each of @descriptors (nullable, owned).  Errors: RPC when
 * the account has no room; @outbox is then unchanged, and both are freed. */
bool outbox_add(Outbox *outbox, GBytes *packet, GArray *descriptors, GError **error);

/* Sends to the socket @fd (borrowed) as much as it takes now.  Returns: false when the peer has
 * gone or the socket has failed. */
bool outbox_flush(Outbox *outbox, int fd);

/* Drops everything that waits, closing the descriptors. */
void outbox_clear(Outbox *outbox);

/* Returns: the bytes that wait, including the cost of each packet; 0 when all is sent. */
size_t outbox_bytes(const Outbox *outbox);
