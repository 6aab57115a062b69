/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <rpc/types.h>
#include <rpc/xdr.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Bodies of packets: a C struct of the .x files on one side, XDR bytes on the other.
 *
 * Decoding never reads beyond the bytes it was given, and takes no more memory than the limits of
 * the protocol allow.
 */

/* Reads @value, which is all zero, with @filter out of @bytes; what is behind it is left, as stock
 * libvirt does.  On failure what was read is freed.  The caller frees it with xdr_free(). */
bool body_decode(xdrproc_t filter, const void *bytes, size_t n_bytes, void *value);

/* Appends @value to @body, written by @filter.  Returns: false, and @body as it was, when it does
 * not fit into a packet, or breaks a limit of the protocol. */
bool body_encode(xdrproc_t filter, const void *value, GByteArray *body);
