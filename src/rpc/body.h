/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <rpc/types.h>
#include <rpc/xdr.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Bodies of packets: XDR bytes to and from the C structs of the .x files.
 *
 * Decoding never reads beyond the bytes it was given, and takes no more memory than the limits of
 * the protocol allow.  Any thread; nothing blocks.
 */

/* Decodes @bytes with @filter into @value, which is all zero.  Bytes behind the value are ignored,
 * as stock libvirt does.  Returns: false when @bytes are no such value; @value then owns nothing.
 * Otherwise the caller frees what it owns with xdr_free(). */
bool body_decode(xdrproc_t filter, const void *bytes, size_t n_bytes, void *value);

/* Encodes @value with @filter and appends it to @body.  Returns: false with @body unchanged when it
 * does not fit into a packet or exceeds a limit of the protocol. */
bool body_encode(xdrproc_t filter, const void *value, GByteArray *body);
