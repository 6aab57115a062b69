/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/handshake.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "rpc/body.h"
#include "rpc/remote_protocol.h"
#include "rpc/wire.h"

/* Procedures and kinds of authentication, by their numbers on the wire. */
enum { CONNECT_OPEN = 1, AUTH_LIST = 66, AUTH_POLKIT = 70, CONNECT_SET_IDENTITY = 419 };
enum { AUTHENTICATION_NONE = 0, AUTHENTICATION_POLKIT = 2 };

static GBytes *
call_new(Handshake *handshake, int32_t procedure, const void *body, size_t n_bytes)
{
    const PacketHeader header = {.program = PROGRAM_REMOTE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = procedure,
                                 .type = PACKET_CALL,
                                 .serial = ++handshake->serial};

    handshake->procedure = procedure;
    return packet_new(&header, body, n_bytes);
}

GBytes *
handshake_begin(Handshake *handshake)
{
    return call_new(handshake, AUTH_LIST, NULL, 0);
}

static GBytes *
open_new(Handshake *handshake)
{
    g_autofree char *uri = g_strdup_printf("%s:///%s", relay_kind(handshake->kind)->scheme,
                                           handshake->is_system ? "system" : "session");
    connect_open_args args = {.flags = handshake->is_read_only ? VIR_CONNECT_RO : 0};
    g_autoptr(GByteArray) body = g_byte_array_new();

    args.name = &uri;
    body_encode((xdrproc_t)xdr_connect_open_args, &args, body);
    return call_new(handshake, CONNECT_OPEN, body->data, body->len);
}

static GBytes *
identity_new(Handshake *handshake)
{
    size_t n_bytes = 0;
    const void *body = g_bytes_get_data(handshake->identity, &n_bytes);

    return call_new(handshake, CONNECT_SET_IDENTITY, body, n_bytes);
}

static bool
set_misfit(GError **error)
{
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_RPC,
                        _("a stock daemon answers what it was not asked"));
    return false;
}

/* Sets @error to what the daemon says in the body of an error. */
static bool
set_refusal(const Handshake *handshake, const Packet *packet, GError **error)
{
    error_body body = {.code = 0};
    const char *message = NULL;
    bool is_known = body_decode((xdrproc_t)xdr_error_body, g_bytes_get_data(packet->body, NULL),
                                g_bytes_get_size(packet->body), &body);

    message = is_known ? wire_text_or_null(body.message) : NULL;
    /* A libvirtd whose package of this kind is missing has no driver for the URI: that is as if
     * there were no daemon. */
    g_set_error(error, PSERIES_ERROR,
                is_known && body.code == VIR_ERR_NO_CONNECT ? VIR_ERR_NO_CONNECT
                                                            : VIR_ERR_OPERATION_FAILED,
                _("the daemon that has %s refuses the connection: %s"),
                _(relay_kind(handshake->kind)->plural), message != NULL ? message : "?");
    if (is_known)
        xdr_free((xdrproc_t)xdr_error_body, (char *)&body);
    return false;
}

/* Goes on after the list of what the daemon takes for authentication. */
static bool
choose_authentication(Handshake *handshake, const Packet *packet, GBytes **next, GError **error)
{
    auth_list_ret list = {.types = {.types_len = 0}};
    bool has_none = false;
    bool has_polkit = false;

    if (!body_decode((xdrproc_t)xdr_auth_list_ret, g_bytes_get_data(packet->body, NULL),
                     g_bytes_get_size(packet->body), &list))
        return set_misfit(error);
    for (unsigned i = 0; i < list.types.types_len; i++) {
        has_none |= list.types.types_val[i] == AUTHENTICATION_NONE;
        has_polkit |= list.types.types_val[i] == AUTHENTICATION_POLKIT;
    }
    has_none |= list.types.types_len == 0;
    xdr_free((xdrproc_t)xdr_auth_list_ret, (char *)&list);
    if (!has_none && !has_polkit) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("the daemon that has %s wants an authentication that is not for daemons"),
                    _(relay_kind(handshake->kind)->plural));
        return false;
    }
    *next = has_none ? open_new(handshake) : call_new(handshake, AUTH_POLKIT, NULL, 0);
    return true;
}

bool
handshake_take(Handshake *handshake, const Packet *packet, GBytes **next, GError **error)
{
    const PacketHeader *header = &packet->header;

    if (header->program != PROGRAM_REMOTE || header->type != PACKET_REPLY ||
        header->serial != handshake->serial || header->procedure != handshake->procedure)
        return set_misfit(error);
    if (header->status != PACKET_OK)
        return set_refusal(handshake, packet, error);
    if (handshake->procedure == AUTH_LIST)
        return choose_authentication(handshake, packet, next, error);
    if (handshake->procedure == AUTH_POLKIT)
        *next = open_new(handshake);
    else if (handshake->procedure == CONNECT_OPEN)
        *next = identity_new(handshake);
    else
        *next = NULL;
    return true;
}
