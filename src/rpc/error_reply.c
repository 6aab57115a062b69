/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/error_reply.h"

#include <string.h>

#include "base/error.h"
#include "rpc/body.h"
#include "rpc/remote_protocol.h"

/* A message may quote what a client has sent; it must fit into a string of the wire. */
enum { MAX_MESSAGE_BYTES = 1024 * 1024 };

/* As stock does: the text as the only parameter of the format "%s". */
static GBytes *
new_packet(PacketHeader header, const GError *error, ErrorOrigin origin)
{
    g_autofree char *whole = error_text(error);
    g_autofree char *text = g_utf8_make_valid(whole, (gssize)MIN(strlen(whole), MAX_MESSAGE_BYTES));
    char *format = (char *)(uintptr_t)"%s";
    const error_body body = {
        .code = error_code(error),
        .domain = (int)origin,
        .message = &text,
        .level = VIR_ERR_ERROR,
        .str1 = &format,
        .str2 = &text,
        .int1 = -1,
        .int2 = -1,
    };
    g_autoptr(GByteArray) bytes = g_byte_array_new();

    header.status = PACKET_ERROR;
    body_encode((xdrproc_t)xdr_error_body, &body, bytes);
    return packet_new(&header, bytes->data, bytes->len);
}

/* libvirt reports a wrong document for the domain, an image for its storage, other failures for the
 * driver. */
static ErrorOrigin
origin_of(const GError *error, ErrorOrigin origin)
{
    bool is_document = error->domain == PSERIES_ERROR &&
                       (error->code == VIR_ERR_XML_ERROR || error->code == VIR_ERR_XML_DETAIL);

    if (origin != ORIGIN_DRIVER)
        return origin;
    if (error->domain == PSERIES_STORAGE_ERROR)
        return ORIGIN_STORAGE;
    return is_document ? ORIGIN_DOMAIN : origin;
}

GBytes *
error_reply_new(const PacketHeader *header, const GError *error, ErrorOrigin origin)
{
    PacketHeader reply = *header;

    reply.type = PACKET_REPLY;
    return new_packet(reply, error, origin_of(error, origin));
}

GBytes *
error_reply_new_stream(const PacketHeader *header, const GError *error)
{
    PacketHeader packet = *header;

    packet.type = PACKET_STREAM;
    return new_packet(packet, error, ORIGIN_RPC);
}
