/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/body.h"

#include "rpc/packet.h"

enum { FIRST_BYTES = 4096, GROWTH = 8 };

bool
body_decode(xdrproc_t filter, const void *bytes, size_t n_bytes, void *value)
{
    XDR xdr = {0};

    /* XDR_DECODE only reads, but xdrmem_create() takes no const. */
    xdrmem_create(&xdr, (char *)(uintptr_t)bytes, (unsigned)n_bytes, XDR_DECODE);
    if (filter(&xdr, value))
        return true;
    xdr_free(filter, value);
    return false;
}

static bool
encode_into(xdrproc_t filter, const void *value, guint8 *bytes, guint n_bytes, guint *n_written)
{
    XDR xdr = {0};

    xdrmem_create(&xdr, (char *)bytes, n_bytes, XDR_ENCODE);
    if (!filter(&xdr, (void *)(uintptr_t)value))
        return false;
    *n_written = xdr_getpos(&xdr);
    return true;
}

bool
body_encode(xdrproc_t filter, const void *value, GByteArray *body)
{
    guint start = body->len;

    /* XDR tells neither the length beforehand nor why it fails: try more room up to the limit. */
    for (guint space = FIRST_BYTES;; space *= GROWTH) {
        guint n_written = 0;
        guint most = PACKET_MAX_BODY_BYTES - start;

        g_byte_array_set_size(body, start + MIN(space, most));
        if (encode_into(filter, value, body->data + start, MIN(space, most), &n_written)) {
            g_byte_array_set_size(body, start + n_written);
            return true;
        }
        if (space >= most) {
            g_byte_array_set_size(body, start);
            return false;
        }
    }
}
