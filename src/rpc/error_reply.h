/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "rpc/packet.h"

/* Which part of libvirt an error is reported for; the numbers of virErrorDomain. */
typedef enum {
    ORIGIN_RPC = 7,
    ORIGIN_DRIVER = 10,
    ORIGIN_STORAGE = 18,
    ORIGIN_NETWORK = 19,
    ORIGIN_DOMAIN = 20, /* a wrong document, or a call that this client may not make */
    ORIGIN_NODE_DEVICE = 22,
    ORIGIN_INTERFACE = 26,
    ORIGIN_SECRET = 30,
    ORIGIN_NWFILTER = 33,
} ErrorOrigin;

/* Returns: (owned) the packet that answers @header, of a call, with @error.  The message gets
 * libvirt's prefix for the error's code.  @origin DRIVER becomes DOMAIN for a wrong document, and
 * STORAGE for a PSERIES_STORAGE_ERROR.  Any thread; does not block. */
GBytes *error_reply_new(const PacketHeader *header, const GError *error, ErrorOrigin origin);

/* Returns: (owned) the packet that ends the stream of @header with @error.  Any thread; does not
 * block. */
GBytes *error_reply_new_stream(const PacketHeader *header, const GError *error);
