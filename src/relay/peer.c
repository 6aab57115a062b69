/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/peer.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "relay/handshake.h"
#include "rpc/inbox.h"
#include "rpc/keepalive.h"
#include "rpc/outbox.h"

enum {
    PACKETS_A_TURN = 16,
    CONGESTED_BYTES = 1024 * 1024, /* to be sent; above it, the client waits */
    HANDSHAKE_SECONDS = 60,        /* a daemon that systemd starts for us may take so long */
};

/* A daemon that hangs is given up after 25 to 30 s, as libvirt's clients do. */
static const ServerConfig keepalive_limits = {.keepalive_interval = 5, .keepalive_count = 5};

/* The holder of a peer has a reference to it, and so has its source while it is attached. */
struct Peer {
    grefcount references;
    Reach *reach; /* (owned, nullable) while it is not connected */
    Account *account;
    GMainContext *context;
    const PeerHandlers *handlers; /* NULL: closed by its holder */
    void *user;
    Handshake handshake;
    GBytes *identity; /* (owned, nullable) until the handshake is over */
    bool is_open;
    bool is_held;
    bool is_congested;
    uint32_t serial; /* the last one that was given out */
    int fd;          /* -1: none */
    GSource *source; /* (owned, nullable) of fd */
    gpointer tag;
    GIOCondition watched;
    GSource *timer; /* (owned, nullable) ends a handshake that takes too long */
    GError *why;    /* (owned, nullable) it has failed, and ends in the source's next turn */
    Inbox *inbox;
    Outbox *outbox;
    Sender sender;
    Keepalive *keepalive;
};

typedef struct {
    GSource source;
    Peer *peer; /* (owned) */
} PeerSource;

static void
drop_source(GSource **source)
{
    if (*source != NULL)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static void
peer_unref(Peer *peer)
{
    if (!g_ref_count_dec(&peer->references))
        return;
    g_clear_pointer(&peer->identity, g_bytes_unref);
    g_clear_error(&peer->why);
    keepalive_free(peer->keepalive);
    g_free(peer);
}

void
peer_close(Peer *peer)
{
    if (peer == NULL)
        return;
    peer->handlers = NULL;
    reach_cancel(g_steal_pointer(&peer->reach));
    drop_source(&peer->timer);
    keepalive_stop(peer->keepalive);
    g_clear_pointer(&peer->inbox, inbox_free);
    g_clear_pointer(&peer->outbox, outbox_free);
    if (peer->fd >= 0)
        close(peer->fd);
    peer->fd = -1;
    drop_source(&peer->source);
    peer_unref(peer);
}

/* Has the peer end in its next turn, for the first reason that is given. */
static void
give_up(Peer *peer, int code, const char *message)
{
    if (peer->why != NULL)
        return;
    peer->why = g_error_new_literal(PSERIES_ERROR, code, message);
    if (peer->source != NULL)
        g_source_set_ready_time(peer->source, 0);
}

static void
update_watch(Peer *peer)
{
    GIOCondition events = 0;

    if (!peer->is_held)
        events |= G_IO_IN;
    if (outbox_bytes(peer->outbox) > 0)
        events |= G_IO_OUT;
    if (events != peer->watched)
        g_source_modify_unix_fd(peer->source, peer->tag, events);
    peer->watched = events;
}

static void
set_lost(Peer *peer)
{
    g_autofree char *text = g_strdup_printf(_("the connection to the daemon that has %s is lost"),
                                            _(relay_kind(peer->handshake.kind)->plural));

    give_up(peer, VIR_ERR_OPERATION_FAILED, text);
}

/* Sends what the socket takes now. */
static void
flush(Peer *peer)
{
    if (!outbox_flush(peer->outbox, peer->fd))
        set_lost(peer);
    if (!peer->is_congested || outbox_bytes(peer->outbox) > CONGESTED_BYTES)
        return;
    peer->is_congested = false;
    peer->handlers->drained(peer->user);
}

static void
send_packet(Peer *peer, GBytes *packet)
{
    g_autoptr(GError) error = NULL;

    if (peer->why != NULL) {
        g_bytes_unref(packet);
        return;
    }
    if (!outbox_add(peer->outbox, packet, NULL, &error))
        give_up(peer, VIR_ERR_RPC, error->message);
    else if (!outbox_flush(peer->outbox, peer->fd))
        set_lost(peer);
    peer->is_congested |= outbox_bytes(peer->outbox) > CONGESTED_BYTES;
    update_watch(peer);
}

void
peer_send(Peer *peer, GBytes *packet)
{
    g_assert(peer->is_open);
    send_packet(peer, packet);
}

static void
send_for_keepalive(GBytes *packet, void *user)
{
    send_packet(user, packet);
}

static void
fail_for_keepalive(void *user)
{
    Peer *peer = user;
    g_autofree char *text = g_strdup_printf(_("the daemon that has %s does not answer"),
                                            _(relay_kind(peer->handshake.kind)->plural));

    give_up(peer, VIR_ERR_OPERATION_TIMEOUT, text);
}

bool
peer_is_congested(const Peer *peer)
{
    return peer->is_congested;
}

uint32_t
peer_next_serial(Peer *peer)
{
    return ++peer->serial;
}

void
peer_hold(Peer *peer, bool is_held)
{
    if (peer->is_held == is_held || peer->source == NULL)
        return;
    peer->is_held = is_held;
    /* Its pongs are not read meanwhile. */
    if (is_held)
        keepalive_stop(peer->keepalive);
    else if (peer->is_open)
        keepalive_start(peer->keepalive);
    if (!is_held)
        g_source_set_ready_time(peer->source, 0);
    update_watch(peer);
}

static void
begin_service(Peer *peer)
{
    peer->is_open = true;
    peer->serial = peer->handshake.serial;
    drop_source(&peer->timer);
    g_clear_pointer(&peer->identity, g_bytes_unref);
    keepalive_start(peer->keepalive);
    peer->handlers->opened(peer->user);
}

static void
go_on_with_handshake(Peer *peer, const Packet *packet)
{
    g_autoptr(GError) error = NULL;
    GBytes *next = NULL;

    if (!handshake_take(&peer->handshake, packet, &next, &error))
        give_up(peer, error->code, error->message);
    else if (next != NULL)
        send_packet(peer, next);
    else
        begin_service(peer);
}

/* Takes the next packet.  Returns: false when no whole packet has come. */
static bool
take_packet(Peer *peer)
{
    Packet packet = {0};
    InboxState state = inbox_take(peer->inbox, &packet);

    if (state == INBOX_IS_BROKEN)
        give_up(peer, VIR_ERR_RPC, _("a stock daemon sends what is no packet"));
    if (state != INBOX_HAS_PACKET)
        return false;
    if (packet.header.program == PROGRAM_KEEPALIVE)
        keepalive_take(peer->keepalive, &packet.header);
    else if (!peer->is_open)
        go_on_with_handshake(peer, &packet);
    else if (!peer->handlers->packet(&packet, peer->user))
        give_up(peer, VIR_ERR_RPC, _("a stock daemon answers what it was not asked"));
    packet_clear(&packet);
    return true;
}

/* Takes packets that have come, at most PACKETS_A_TURN.  Returns: whether there may be more. */
static bool
take_packets(Peer *peer)
{
    unsigned n_packets = 0;

    while (n_packets < PACKETS_A_TURN && !peer->is_held && peer->why == NULL && take_packet(peer))
        n_packets++;
    inbox_forget(peer->inbox);
    if (n_packets == PACKETS_A_TURN)
        g_source_set_ready_time(peer->source, 0);
    return n_packets == PACKETS_A_TURN;
}

/* Reads once a turn. */
static void
receive(Peer *peer)
{
    ssize_t n_bytes = 0;

    if (peer->is_held || peer->why != NULL)
        return;
    n_bytes = inbox_read(peer->inbox, peer->fd);
    if (n_bytes > 0)
        keepalive_note_input(peer->keepalive);
    if (!take_packets(peer) && n_bytes < 0)
        set_lost(peer);
}

static void
end(Peer *peer)
{
    const PeerHandlers *handlers = peer->handlers;

    peer->handlers = NULL;
    if (handlers != NULL)
        handlers->closed(peer->why, peer->user);
}

/* The peer's turn in the main loop. */
static gboolean
dispatch_peer(GSource *source, GSourceFunc callback, gpointer user)
{
    /* The source's reference keeps the peer during this. */
    Peer *peer = ((PeerSource *)source)->peer;
    GIOCondition ready = g_source_query_unix_fd(source, peer->tag);

    (void)callback;
    (void)user;
    if (g_source_get_ready_time(source) >= 0)
        g_source_set_ready_time(source, -1);
    if (ready & G_IO_OUT)
        flush(peer);
    /* What it has sent cannot be taken, and the socket would be ready for ever. */
    if (ready & (G_IO_HUP | G_IO_ERR) && peer->is_held)
        set_lost(peer);
    if (!take_packets(peer) && ready & (G_IO_IN | G_IO_HUP | G_IO_ERR))
        receive(peer);
    if (peer->why != NULL) {
        end(peer);
        return G_SOURCE_REMOVE;
    }
    update_watch(peer);
    return G_SOURCE_CONTINUE;
}

static void
finalize_peer(GSource *source)
{
    peer_unref(((PeerSource *)source)->peer);
}

static gboolean
on_handshake_timer(gpointer user)
{
    fail_for_keepalive(user);
    return G_SOURCE_CONTINUE;
}

/* Begins to speak over peer->fd. */
static void
connect_to(Peer *peer, int fd, GBytes *identity)
{
    static GSourceFuncs functions = {.dispatch = dispatch_peer, .finalize = finalize_peer};

    peer->fd = fd;
    peer->identity = g_bytes_ref(identity);
    peer->handshake.identity = peer->identity;
    peer->source = g_source_new(&functions, sizeof(PeerSource));
    g_ref_count_inc(&peer->references);
    ((PeerSource *)peer->source)->peer = peer;
    /* Saves time, as it does for connections of clients; turns are not nested all the same. */
    g_source_set_can_recurse(peer->source, TRUE);
    peer->watched = G_IO_IN;
    peer->tag = g_source_add_unix_fd(peer->source, fd, peer->watched);
    g_source_attach(peer->source, peer->context);
    peer->timer = g_timeout_source_new_seconds(HANDSHAKE_SECONDS);
    g_source_set_callback(peer->timer, on_handshake_timer, peer, NULL);
    g_source_attach(peer->timer, peer->context);
    send_packet(peer, handshake_begin(&peer->handshake));
}

static void
on_reached(int fd, GBytes *identity, const GError *error, void *user)
{
    Peer *peer = user;

    peer->reach = NULL;
    if (error == NULL) {
        connect_to(peer, fd, identity);
        return;
    }
    peer->why = g_error_copy(error);
    end(peer);
}

static Peer *
new_unconnected(const ReachRequest *request, Account *account, const PeerHandlers *handlers,
                void *user)
{
    Peer *peer = g_new0(Peer, 1);

    g_ref_count_init(&peer->references);
    peer->account = account;
    peer->context = workers_context(request->workers);
    peer->handlers = handlers;
    peer->user = user;
    peer->fd = -1;
    peer->handshake = (Handshake){.kind = request->kind,
                                  .is_system = request->config->is_system,
                                  .is_read_only = request->is_read_only};
    peer->inbox = inbox_new(account);
    peer->outbox = outbox_new(account);
    peer->sender = (Sender){.send = send_for_keepalive,
                            .fail = fail_for_keepalive,
                            .user = peer,
                            .account = account,
                            .context = peer->context};
    peer->keepalive = keepalive_new(&peer->sender, &keepalive_limits);
    return peer;
}

Peer *
peer_new(const ReachRequest *request, Account *account, const PeerHandlers *handlers, void *user)
{
    Peer *peer = new_unconnected(request, account, handlers, user);

    peer->reach = reach_start(request, on_reached, peer);
    return peer;
}

Peer *
peer_new_connected(int fd, const ReachRequest *request, Account *account,
                   const PeerHandlers *handlers, void *user)
{
    Peer *peer = new_unconnected(request, account, handlers, user);
    g_autoptr(GBytes) identity = g_bytes_new(NULL, 0);

    connect_to(peer, fd, identity);
    return peer;
}
