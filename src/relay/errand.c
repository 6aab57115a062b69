/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/errand.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "relay/approach.h"
#include "relay/handshake.h"
#include "relay/identity.h"
#include "relay/system_token.h"
#include "rpc/body.h"
#include "rpc/packet.h"
#include "rpc/remote_protocol.h"
#include "rpc/wire.h"

/* How long all of an errand may take. */
enum { ERRAND_MS = 30000 };

struct Errand {
    RelayKind kind;
    int fd;             /* -1: lost */
    gint64 deadline_us; /* monotonic */
    uint32_t serial;    /* of the call that was made last */
};

void
errand_end(Errand *errand)
{
    if (errand == NULL)
        return;
    if (errand->fd >= 0)
        close(errand->fd);
    g_free(errand);
}

/* ---- bytes */

/* Waits until the socket is ready for @events. */
static bool
wait_for(Errand *errand, short events, GError **error)
{
    struct pollfd poll_fd = {.fd = errand->fd, .events = events};
    gint64 left_us = errand->deadline_us - g_get_monotonic_time();
    int n = left_us > 0 ? poll(&poll_fd, 1, (int)(left_us / 1000) + 1) : 0;

    if (n > 0 || (n < 0 && errno == EINTR))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                _("the daemon that has %s does not answer"), _(relay_kind(errand->kind)->plural));
    return false;
}

static bool
fail_lost(const Errand *errand, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("the connection to the daemon that has %s is lost"),
                _(relay_kind(errand->kind)->plural));
    return false;
}

/* @n: what send() or recv() gave.  Returns: whether to go on, and in @moved by how many bytes. */
static bool
moved(const Errand *errand, ssize_t n, size_t *n_moved, GError **error)
{
    *n_moved = n > 0 ? (size_t)n : 0;
    if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
        return true;
    return fail_lost(errand, error);
}

static bool
send_packet(Errand *errand, GBytes *packet, GError **error)
{
    size_t size = 0;
    const uint8_t *bytes = g_bytes_get_data(packet, &size);
    size_t n_moved = 0;

    while (size > 0) {
        if (!wait_for(errand, POLLOUT, error) ||
            !moved(errand, send(errand->fd, bytes, size, MSG_NOSIGNAL), &n_moved, error))
            return false;
        bytes += n_moved;
        size -= n_moved;
    }
    return true;
}

static bool
receive_bytes(Errand *errand, uint8_t *bytes, size_t size, GError **error)
{
    size_t n_moved = 0;

    while (size > 0) {
        if (!wait_for(errand, POLLIN, error) ||
            !moved(errand, recv(errand->fd, bytes, size, 0), &n_moved, error))
            return false;
        bytes += n_moved;
        size -= n_moved;
    }
    return true;
}

static bool
receive_packet(Errand *errand, Packet *packet, GError **error)
{
    uint8_t head[PACKET_MIN_BYTES];
    size_t length = 0;
    g_autofree uint8_t *body = NULL;

    if (!receive_bytes(errand, head, sizeof head, error))
        return false;
    if (!packet_read_length(head, &length)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_RPC,
                            _("a stock daemon sends a packet of impossible length"));
        return false;
    }
    body = g_malloc(length - sizeof head + 1);
    if (!receive_bytes(errand, body, length - sizeof head, error))
        return false;
    packet->header = packet_read_header(head + PACKET_LENGTH_BYTES);
    packet->body = g_bytes_new_take(g_steal_pointer(&body), length - sizeof head);
    return true;
}

/* ---- connecting */

/* Says hello until the daemon takes calls. */
static bool
shake_hands(Errand *errand, const RelayConfig *config, GError **error)
{
    /* A daemon shows private secrets to another one of libvirt's alone. */
    g_autofree char *token =
        errand->kind == RELAY_SECRET ? system_token_read(config->folder) : NULL;
    const Identity identity = {.uid = geteuid(), .gid = getegid(), .pid = getpid(), .token = token};
    g_autoptr(GBytes) body = identity_body(&identity);
    Handshake handshake = {.kind = errand->kind, .is_system = config->is_system, .identity = body};
    GBytes *next = handshake_begin(&handshake);
    bool is_good = true;

    while (is_good && next != NULL) {
        g_auto(Packet) packet = {.body = NULL};
        g_autoptr(GBytes) sent = g_steal_pointer(&next);

        is_good = send_packet(errand, sent, error) && receive_packet(errand, &packet, error) &&
                  handshake_take(&handshake, &packet, &next, error);
    }
    errand->serial = handshake.serial;
    return is_good;
}

/* Connects, and waits for a daemon that is being started or is busy.  Returns: the descriptor; -1
 * on an error. */
static int
reach(const RelayConfig *config, RelayKind kind, GError **error)
{
    g_auto(Approach) approach = approach_new(config, kind, false);
    unsigned wait_ms = 0;

    do {
        g_usleep((gulong)wait_ms * 1000);
        approach_try(&approach);
        wait_ms = approach_wait_ms(&approach);
    } while (wait_ms > 0);
    return approach_finish(&approach, error);
}

/* What is said of a thing when no daemon has any of its kind: there is none of that name. */
static const struct {
    int code;
    const char *text; /* N_() */
} absences[] = {
    [RELAY_NETWORK] = {VIR_ERR_NO_NETWORK,
                       N_("no network with matching name '%s': no daemon here has networks, start "
                          "libvirtd or virtnetworkd, or connect the interface to a bridge")},
    [RELAY_STORAGE] = {VIR_ERR_NO_STORAGE_POOL,
                       N_("no storage pool with matching name '%s': no daemon here has storage "
                          "pools, start libvirtd or virtstoraged, or state the volume's path")},
    [RELAY_SECRET] = {VIR_ERR_NO_SECRET, N_("no secret '%s': no daemon here has secrets, start "
                                            "libvirtd or virtsecretd")},
    [RELAY_NWFILTER] = {VIR_ERR_INTERNAL_ERROR, N_("referenced filter '%s' is missing: no daemon "
                                                   "here has network filters, start libvirtd or "
                                                   "virtnwfilterd")},
};

/* Sets @error to @problem (owned by it from here on), or to what it means for @name. */
static void
set_problem(RelayKind kind, const char *name, GError *problem, GError **error)
{
    g_auto(GStrv) pieces = g_strsplit(_(absences[kind].text), "%s", 2);
    g_autofree char *text = g_strjoinv(name, pieces);

    if (!g_error_matches(problem, PSERIES_ERROR, VIR_ERR_NO_CONNECT)) {
        g_propagate_error(error, problem);
        return;
    }
    g_error_free(problem);
    g_set_error_literal(error, PSERIES_ERROR, absences[kind].code, text);
}

Errand *
errand_begin(const RelayConfig *config, RelayKind kind, const char *name, GError **error)
{
    g_autoptr(Errand) errand = g_new0(Errand, 1);
    GError *problem = NULL;

    errand->kind = kind;
    errand->deadline_us = g_get_monotonic_time() + (gint64)ERRAND_MS * 1000;
    errand->fd = reach(config, kind, &problem);
    if (errand->fd >= 0 && shake_hands(errand, config, &problem))
        return g_steal_pointer(&errand);
    set_problem(kind, name, problem, error);
    return NULL;
}

/* ---- calls */

/* The error of the daemon, with its code and its words. */
static bool
set_refusal(const Errand *errand, const Packet *packet, GError **error)
{
    error_body body = {.code = 0};
    const char *message = NULL;

    if (!body_decode((xdrproc_t)xdr_error_body, g_bytes_get_data(packet->body, NULL),
                     g_bytes_get_size(packet->body), &body))
        return fail_lost(errand, error);
    message = wire_text_or_null(body.message);
    g_set_error_literal(error, PSERIES_PLAIN_ERROR, body.code, message != NULL ? message : "?");
    xdr_free((xdrproc_t)xdr_error_body, (char *)&body);
    return false;
}

/* Other packets than the reply are events, for which nobody has asked. */
static bool
receive_reply(Errand *errand, Packet *reply, GError **error)
{
    for (;;) {
        if (!receive_packet(errand, reply, error))
            return false;
        if (reply->header.type == PACKET_REPLY && reply->header.serial == errand->serial &&
            reply->header.program == PROGRAM_REMOTE)
            return true;
        packet_clear(reply);
        *reply = (Packet){.body = NULL};
    }
}

static bool
exchange(Errand *errand, GBytes *call, Packet *reply, GError **error)
{
    if (errand->fd < 0)
        return fail_lost(errand, error);
    if (send_packet(errand, call, error) && receive_reply(errand, reply, error))
        return true;
    close(errand->fd);
    errand->fd = -1;
    return false;
}

/* Nobody else has the bytes. */
static void
wipe(Packet *packet)
{
    size_t size = 0;
    void *bytes = (void *)g_bytes_get_data(packet->body, &size);

    if (size > 0)
        explicit_bzero(bytes, size);
}

bool
errand_call(Errand *errand, const ErrandCall *call, const void *args, void *ret, GError **error)
{
    const PacketHeader header = {.program = PROGRAM_REMOTE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = call->procedure,
                                 .type = PACKET_CALL,
                                 .serial = ++errand->serial};
    g_autoptr(GByteArray) body = g_byte_array_new();
    g_autoptr(GBytes) packet = NULL;
    g_auto(Packet) reply = {.body = NULL};
    bool is_good = false;

    if (call->encode != NULL && !body_encode(call->encode, args, body)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_RPC,
                            _("the arguments do not fit into a packet"));
        return false;
    }
    packet = packet_new(&header, body->data, body->len);
    if (!exchange(errand, packet, &reply, error))
        return false;
    if (reply.header.status != PACKET_OK)
        return set_refusal(errand, &reply, error);
    is_good = call->decode == NULL ||
              body_decode(call->decode, g_bytes_get_data(reply.body, NULL),
                          g_bytes_get_size(reply.body), ret) ||
              fail_lost(errand, error);
    wipe(&reply);
    return is_good;
}
