/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "rpc/packet.h"

/* Who found out what went wrong, as the wire numbers it (virErrorDomain). */
typedef enum {
    ORIGIN_RPC = 7,
    ORIGIN_DRIVER = 10,
    ORIGIN_DOMAIN = 20, /* what is wrong with a document, or not for this client */
} ErrorOrigin;

/* Returns: (owned) the packet that answers @header with @error.  The message is given libvirt's
 * prefix for the error's code. */
GBytes *error_reply_new(const PacketHeader *header, const GError *error, ErrorOrigin origin);

/* The same for the end of a stream. */
GBytes *error_reply_new_stream(const PacketHeader *header, const GError *error);
