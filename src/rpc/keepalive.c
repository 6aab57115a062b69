/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/keepalive.h"

struct Keepalive {
    const Sender *sender;       /* borrowed */
    const ServerConfig *limits; /* borrowed */
    GSource *timer;             /* (owned, nullable) */
    gint64 last_input;          /* monotonic, microseconds */
    unsigned n_unanswered;
};

Keepalive *
keepalive_new(const Sender *sender, const ServerConfig *limits)
{
    Keepalive *keepalive = g_new0(Keepalive, 1);

    keepalive->sender = sender;
    keepalive->limits = limits;
    return keepalive;
}

void
keepalive_stop(Keepalive *keepalive)
{
    if (keepalive->timer == NULL)
        return;
    g_source_destroy(keepalive->timer);
    g_clear_pointer(&keepalive->timer, g_source_unref);
}

void
keepalive_free(Keepalive *keepalive)
{
    if (keepalive == NULL)
        return;
    keepalive_stop(keepalive);
    g_free(keepalive);
}

static void
send_message(const Sender *sender, int procedure)
{
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = procedure,
                                 .type = PACKET_MESSAGE};

    sender->send(packet_new(&header, NULL, 0), sender->user);
}

static gint64
interval_us(const Keepalive *keepalive)
{
    return (gint64)keepalive->limits->keepalive_interval * G_USEC_PER_SEC;
}

static gboolean
on_timer(gpointer user)
{
    Keepalive *keepalive = user;
    const Sender *sender = keepalive->sender;
    gint64 now = g_get_monotonic_time();

    if (now - keepalive->last_input < interval_us(keepalive))
        return G_SOURCE_CONTINUE;
    if (keepalive->n_unanswered >= keepalive->limits->keepalive_count) {
        g_info("a client that does not answer is cut off");
        sender->fail(sender->user);
        return G_SOURCE_REMOVE;
    }
    keepalive->n_unanswered++;
    send_message(sender, KEEPALIVE_PING);
    return G_SOURCE_CONTINUE;
}

void
keepalive_start(Keepalive *keepalive)
{
    const int seconds = keepalive->limits->keepalive_interval;

    if (keepalive->timer != NULL || seconds <= 0)
        return;
    keepalive_note_input(keepalive);
    keepalive->timer = g_timeout_source_new_seconds((guint)seconds);
    g_source_set_callback(keepalive->timer, on_timer, keepalive, NULL);
    g_source_attach(keepalive->timer, keepalive->sender->context);
}

void
keepalive_note_input(Keepalive *keepalive)
{
    keepalive->last_input = g_get_monotonic_time();
    keepalive->n_unanswered = 0;
}

void
keepalive_take(Keepalive *keepalive, const PacketHeader *header)
{
    if (header->procedure == KEEPALIVE_PING)
        send_message(keepalive->sender, KEEPALIVE_PONG);
}
