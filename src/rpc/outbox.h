/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

#include "rpc/account.h"

/*
 * What waits to be sent to a peer: packets, and descriptors behind them.
 */
typedef struct Outbox Outbox;

/* Returns: (owned) an empty one; what is in it is charged to @account (borrowed). */
Outbox *outbox_new(Account *account);

/* Closes the descriptors in it. */
void outbox_free(Outbox *outbox);

/* Adds @packet (owned), and behind it each of @descriptors (nullable, owned).
 * Errors: RPC: the account has no room; it is then as before. */
bool outbox_add(Outbox *outbox, GBytes *packet, GArray *descriptors, GError **error);

/* Sends to the socket @fd what it takes now.  Returns: false when it will never take more. */
bool outbox_flush(Outbox *outbox, int fd);

/* Drops all that is in it. */
void outbox_clear(Outbox *outbox);

/* Bytes in it, with what it costs to keep them; 0: all is sent. */
size_t outbox_bytes(const Outbox *outbox);
