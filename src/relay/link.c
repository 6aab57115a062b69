/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/link.h"

#include "base/error.h"
#include "relay/peer.h"
#include "rpc/error_reply.h"
#include "rpc/programs.h"

/* A call on its way, and its stream. */
typedef struct {
    uint32_t serial;     /* towards the daemon */
    PacketHeader header; /* the client's */
    unsigned flags;      /* ProcedureFlags */
    Call *call;          /* (owned) NULL: it is answered, and its stream goes on */
    bool is_over;        /* the daemon has ended the stream, before its reply */
    Charge place;        /* of the stream */
} Relayed;

struct Link {
    Connection *connection;
    RelayKind kind;
    const LinkHandlers *handlers;
    void *user;
    Peer *peer;
    bool is_open;
    GQueue waiting;       /* Relayed (owned): until the daemon is connected */
    GHashTable *relayed;  /* its serial -> Relayed (owned) */
    bool holds_client;    /* the daemon does not read */
    Charge subscriptions; /* event callbacks that the daemon has for the client */
};

static void
relayed_free(gpointer item)
{
    Relayed *relayed = item;

    charge_release(&relayed->place);
    if (relayed->call != NULL)
        call_drop(relayed->call);
    g_free(relayed);
}

static void
hold_client(Link *link, bool is_held)
{
    if (link->holds_client == is_held)
        return;
    link->holds_client = is_held;
    if (is_held)
        connection_hold(link->connection);
    else
        connection_release(link->connection);
}

static void
send_to_peer(Link *link, const PacketHeader *header, const void *body, size_t n_bytes)
{
    peer_send(link->peer, packet_new(header, body, n_bytes));
    if (peer_is_congested(link->peer))
        hold_client(link, true);
}

/* Sends what the daemon has sent as @packet, with @serial. */
static GBytes *
readdress(const Packet *packet, uint32_t serial)
{
    PacketHeader header = packet->header;
    size_t n_bytes = 0;
    const void *body = g_bytes_get_data(packet->body, &n_bytes);

    header.serial = serial;
    return packet_new(&header, body, n_bytes);
}

static void
send_to_client(Link *link, GBytes *packet)
{
    /* A client that leaves gets the replies to its calls and nothing else. */
    if (connection_is_closed(link->connection))
        g_bytes_unref(packet);
    else
        connection_send(link->connection, packet, NULL);
}

static void
note_congestion(Link *link)
{
    if (connection_is_congested(link->connection))
        link->handlers->congested(link->user);
}

/* Sends the call of @relayed (owned) to the daemon, which is connected. */
static void
forward(Link *link, Relayed *relayed)
{
    Call *call = relayed->call;
    PacketHeader header = relayed->header;
    size_t n_bytes = 0;
    g_autoptr(GBytes) body = g_steal_pointer(&call->body);
    const uint8_t *bytes = g_bytes_get_data(body, &n_bytes);

    /* No call of these takes descriptors: they go no further, nor does their number. */
    if (header.type == PACKET_CALL_WITH_DESCRIPTORS && n_bytes >= 4) {
        bytes += 4;
        n_bytes -= 4;
    }
    relayed->serial = peer_next_serial(link->peer);
    header.type = PACKET_CALL;
    header.serial = relayed->serial;
    g_hash_table_insert(link->relayed, GUINT_TO_POINTER(relayed->serial), relayed);
    charge_release(&call->bytes);
    send_to_peer(link, &header, bytes, n_bytes);
}

/* Charges what @relayed may leave behind when it is answered. */
static bool
charge(Link *link, Relayed *relayed, GError **error)
{
    Account *account = connection_account(link->connection);

    if (relayed->flags & PROCEDURE_STREAMS)
        return account_charge(account, ACCOUNT_STREAMS, 1, &relayed->place, error);
    if (relayed->flags & PROCEDURE_SUBSCRIBES)
        return charge_resize(&link->subscriptions, link->subscriptions.amount + 1, error);
    return true;
}

void
link_call(Link *link, Call *call)
{
    g_autoptr(GError) error = NULL;
    Relayed *relayed = g_new0(Relayed, 1);

    relayed->header = call->header;
    relayed->flags = call->procedure->flags;
    if (!charge(link, relayed, &error)) {
        g_free(relayed);
        call_fail(call, error, ORIGIN_RPC);
        return;
    }
    relayed->call = call;
    if (link->is_open)
        forward(link, relayed);
    else
        g_queue_push_tail(&link->waiting, relayed);
}

/* Gives back one event callback. */
static void
end_subscription(Link *link)
{
    if (link->subscriptions.amount > 0)
        charge_resize(&link->subscriptions, link->subscriptions.amount - 1, NULL);
}

static bool
take_reply(Link *link, const Packet *packet)
{
    const PacketHeader *header = &packet->header;
    Relayed *relayed = g_hash_table_lookup(link->relayed, GUINT_TO_POINTER(header->serial));
    bool is_served = header->status == PACKET_OK;

    if (relayed == NULL || relayed->call == NULL ||
        header->procedure != relayed->header.procedure ||
        (header->status != PACKET_OK && header->status != PACKET_ERROR))
        return false;
    if (relayed->flags & (is_served ? PROCEDURE_UNSUBSCRIBES : PROCEDURE_SUBSCRIBES))
        end_subscription(link);
    call_answer(g_steal_pointer(&relayed->call), readdress(packet, relayed->header.serial));
    if (!is_served || !(relayed->flags & PROCEDURE_STREAMS) || relayed->is_over)
        g_hash_table_remove(link->relayed, GUINT_TO_POINTER(header->serial));
    return true;
}

/* Passes on an event of the link's kind, with the callback's number as the daemon gave it; other
 * messages are not for clients. */
static void
take_event(Link *link, const Packet *packet)
{
    const Procedure *row = procedure_find(&remote_program, packet->header.procedure);

    if (row != NULL && row->status == PROCEDURE_EVENT && row->relay == link->kind)
        send_to_client(link, readdress(packet, packet->header.serial));
}

static bool
take_stream(Link *link, const Packet *packet)
{
    const PacketHeader *header = &packet->header;
    Relayed *relayed = g_hash_table_lookup(link->relayed, GUINT_TO_POINTER(header->serial));

    /* A daemon that has ended a stream answers what was under way to it all the same. */
    if (relayed == NULL || relayed->is_over)
        return true;
    if (!(relayed->flags & PROCEDURE_STREAMS) || header->procedure != relayed->header.procedure)
        return false;
    send_to_client(link, readdress(packet, relayed->header.serial));
    /* A hole has the status CONTINUE, like data. */
    relayed->is_over = header->status != PACKET_CONTINUE;
    if (relayed->is_over && relayed->call == NULL)
        g_hash_table_remove(link->relayed, GUINT_TO_POINTER(header->serial));
    return true;
}

static bool
on_packet(const Packet *packet, void *user)
{
    Link *link = user;
    const PacketHeader *header = &packet->header;
    bool is_sound = false;

    if (header->program != PROGRAM_REMOTE || header->version != PROGRAM_VERSION)
        return false;
    if (header->type == PACKET_REPLY) {
        is_sound = take_reply(link, packet);
    } else if (header->type == PACKET_STREAM || header->type == PACKET_STREAM_HOLE) {
        is_sound = take_stream(link, packet);
    } else if (header->type == PACKET_MESSAGE) {
        take_event(link, packet);
        is_sound = true;
    }
    note_congestion(link);
    return is_sound;
}

static void
on_opened(void *user)
{
    Link *link = user;
    Relayed *relayed = NULL;

    link->is_open = true;
    while ((relayed = g_queue_pop_head(&link->waiting)) != NULL)
        forward(link, relayed);
}

static void
on_drained(void *user)
{
    hold_client(user, false);
}

/* Ends a call, or a stream, that the daemon does not end any more. */
static void
fail_one(Link *link, Relayed *relayed, const GError *why)
{
    Call *call = g_steal_pointer(&relayed->call);

    if (call == NULL)
        send_to_client(link, error_reply_new_stream(&relayed->header, why));
    else if (call->body != NULL && g_error_matches(why, PSERIES_ERROR, VIR_ERR_NO_CONNECT))
        call_serve_here(call);
    else
        call_fail(call, why, relay_kind(link->kind)->origin);
    relayed_free(relayed);
}

static void
on_closed(const GError *why, void *user)
{
    Link *link = user;
    Relayed *relayed = NULL;
    GHashTableIter iter;
    gpointer item = NULL;

    if (!g_error_matches(why, PSERIES_ERROR, VIR_ERR_NO_CONNECT))
        g_info("%s", why->message);
    while ((relayed = g_queue_pop_head(&link->waiting)) != NULL)
        fail_one(link, relayed, why);
    g_hash_table_iter_init(&iter, link->relayed);
    while (g_hash_table_iter_next(&iter, NULL, &item)) {
        g_hash_table_iter_steal(&iter);
        fail_one(link, item, why);
    }
    link->handlers->ended(link, link->user);
    link_free(link);
}

bool
link_stream(Link *link, const Packet *packet)
{
    GHashTableIter iter;
    gpointer item = NULL;

    g_hash_table_iter_init(&iter, link->relayed);
    while (g_hash_table_iter_next(&iter, NULL, &item)) {
        const Relayed *relayed = item;
        PacketHeader header = packet->header;
        size_t n_bytes = 0;
        const void *body = g_bytes_get_data(packet->body, &n_bytes);

        if (!(relayed->flags & PROCEDURE_STREAMS) || relayed->call != NULL ||
            relayed->header.serial != header.serial ||
            relayed->header.procedure != header.procedure || header.program != PROGRAM_REMOTE)
            continue;
        header.serial = relayed->serial;
        send_to_peer(link, &header, body, n_bytes);
        return true;
    }
    return false;
}

void
link_hold(Link *link, bool is_held)
{
    peer_hold(link->peer, is_held);
}

RelayKind
link_kind(const Link *link)
{
    return link->kind;
}

Link *
link_new(Connection *connection, RelayKind kind, const RelayConfig *config,
         const LinkHandlers *handlers, void *user)
{
    static const PeerHandlers peer_handlers = {
        .opened = on_opened, .packet = on_packet, .drained = on_drained, .closed = on_closed};
    const ConnectionPeer client = connection_peer(connection);
    g_autofree char *label = connection_label(connection);
    const ReachRequest request = {
        .config = config,
        .workers = connection_setup(connection)->driver->workers,
        .kind = kind,
        .is_read_only = connection_state(connection)->is_read_only,
        .identity = {.uid = client.uid, .gid = client.gid, .pid = client.pid, .label = label},
    };
    Link *link = g_new0(Link, 1);

    link->connection = connection;
    link->kind = kind;
    link->handlers = handlers;
    link->user = user;
    g_queue_init(&link->waiting);
    link->relayed = g_hash_table_new_full(NULL, NULL, NULL, relayed_free);
    account_charge(connection_account(connection), ACCOUNT_SUBSCRIPTIONS, 0, &link->subscriptions,
                   NULL);
    link->peer = peer_new(&request, connection_account(connection), &peer_handlers, link);
    return link;
}

void
link_free(Link *link)
{
    if (link == NULL)
        return;
    peer_close(link->peer);
    g_queue_clear_full(&link->waiting, relayed_free);
    g_hash_table_unref(link->relayed);
    hold_client(link, false);
    charge_release(&link->subscriptions);
    g_free(link);
}
