/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/keepalive.h"

struct Keepalive {
    Connection *connection; /* borrowed */
    GSource *timer;         /* (owned, nullable) */
    gint64 last_input;      /* monotonic, microseconds */
    unsigned n_unanswered;
};

Keepalive *
keepalive_new(Connection *connection)
{
    Keepalive *keepalive = g_new0(Keepalive, 1);

    keepalive->connection = connection;
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
send_message(Connection *connection, int procedure)
{
    const PacketHeader header = {.program = PROGRAM_KEEPALIVE,
                                 .version = PROGRAM_VERSION,
                                 .procedure = procedure,
                                 .type = PACKET_MESSAGE};

    connection_send(connection, packet_new(&header, NULL, 0), NULL);
}

static gint64
interval_us(const Keepalive *keepalive)
{
    return (gint64)connection_setup(keepalive->connection)->limits->keepalive_interval *
           G_USEC_PER_SEC;
}

static gboolean
on_timer(gpointer user)
{
    Keepalive *keepalive = user;
    Connection *connection = keepalive->connection;
    gint64 now = g_get_monotonic_time();

    if (now - keepalive->last_input < interval_us(keepalive))
        return G_SOURCE_CONTINUE;
    if (keepalive->n_unanswered >= connection_setup(connection)->limits->keepalive_count) {
        g_info("a client that does not answer is cut off");
        connection_close(connection, false);
        return G_SOURCE_REMOVE;
    }
    keepalive->n_unanswered++;
    send_message(connection, KEEPALIVE_PING);
    return G_SOURCE_CONTINUE;
}

void
keepalive_start(Keepalive *keepalive)
{
    const ConnectionSetup *setup = connection_setup(keepalive->connection);

    if (keepalive->timer != NULL || setup->limits->keepalive_interval <= 0)
        return;
    keepalive_note_input(keepalive);
    keepalive->timer = g_timeout_source_new_seconds((guint)setup->limits->keepalive_interval);
    g_source_set_callback(keepalive->timer, on_timer, keepalive, NULL);
    g_source_attach(keepalive->timer, setup->context);
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
        send_message(keepalive->connection, KEEPALIVE_PONG);
}
