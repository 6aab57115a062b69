/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/server.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/stop.h"
#include "rpc/call.h"
#include "rpc/connection.h"
#include "rpc/keepalive.h"
#include "rpc/stream.h"
#include "rpc/subscriptions.h"

typedef struct {
    Server *server;
    int fd;
    bool is_read_only;
    GSource *source; /* (owned, nullable) NULL: nobody is accepted just now */
} Listener;

struct Server {
    Driver *driver;
    const ServerConfig *config;
    ConnectionSetup setup;
    GPtrArray *listeners;
    GHashTable *connections; /* Connection (owned) */
};

static const Program *const programs[] = {&remote_program, &qemu_program};

static const Program *
find_program(const PacketHeader *header)
{
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        if (programs[i]->number == header->program && header->version == PROGRAM_VERSION)
            return programs[i];
    return NULL;
}

static void
on_call(Connection *connection, const Packet *packet)
{
    const PacketHeader *header = &packet->header;
    const Program *program = find_program(header);
    g_autofree char *text = NULL;

    if (program != NULL) {
        call_start(connection, program, packet);
        return;
    }
    text = g_strdup_printf("Cannot find program %u version %u", header->program, header->version);
    call_refuse(connection, header, VIR_ERR_RPC, text);
}

static void
on_packet(Connection *connection, const Packet *packet, void *user)
{
    const PacketHeader *header = &packet->header;

    (void)user;
    if (header->program == PROGRAM_KEEPALIVE)
        keepalive_take(connection_keepalive(connection), header);
    else if (header->type == PACKET_CALL || header->type == PACKET_CALL_WITH_DESCRIPTORS)
        on_call(connection, packet);
    else if (header->type == PACKET_STREAM || header->type == PACKET_STREAM_HOLE)
        streams_take(connection_streams(connection), header, packet->body, packet->n_bytes);
}

static gboolean
on_client(gint fd, GIOCondition condition, gpointer user)
{
    Listener *listener = user;
    Server *server = listener->server;
    int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    (void)condition;
    if (client < 0)
        return G_SOURCE_CONTINUE;
    g_hash_table_add(server->connections,
                     connection_new(client, listener->is_read_only, &server->setup));
    if (g_hash_table_size(server->connections) < server->config->max_clients)
        return G_SOURCE_CONTINUE;
    /* The next ones wait in the kernel until somebody leaves. */
    g_clear_pointer(&listener->source, g_source_unref);
    return G_SOURCE_REMOVE;
}

static void
listener_start(Listener *listener)
{
    if (listener->source != NULL)
        return;
    listener->source = g_unix_fd_source_new(listener->fd, G_IO_IN);
    g_source_set_callback(listener->source, (GSourceFunc)(void (*)(void))on_client, listener, NULL);
    g_source_attach(listener->source, listener->server->setup.context);
}

static void
on_closed(Connection *connection, void *user)
{
    Server *server = user;

    streams_end_all(connection_streams(connection));
    stop_owned(server->driver, connection);
    g_hash_table_remove(server->connections, connection);
    for (guint i = 0; i < server->listeners->len; i++)
        listener_start(g_ptr_array_index(server->listeners, i));
}

static void
on_event(const Event *event, void *user)
{
    Server *server = user;
    g_autoptr(GList) connections = g_hash_table_get_keys(server->connections);

    /* A client may be cut off over it, and leave the table. */
    for (GList *item = connections; item != NULL; item = item->next)
        connection_ref(item->data);
    for (GList *item = connections; item != NULL; item = item->next) {
        subscriptions_deliver(connection_subscriptions(item->data), event);
        connection_unref(item->data);
    }
}

static void
listener_free(gpointer item)
{
    Listener *listener = item;

    if (listener->source != NULL) {
        g_source_destroy(listener->source);
        g_source_unref(listener->source);
    }
    g_free(listener);
}

Server *
server_new(Driver *driver, const ServerConfig *config, GMainContext *context)
{
    Server *server = g_new0(Server, 1);

    server->driver = driver;
    server->config = config;
    server->setup = (ConnectionSetup){
        .driver = driver,
        .limits = config,
        .context = context,
        .consoles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .handlers = {.packet = on_packet, .closed = on_closed},
        .user = server,
    };
    server->listeners = g_ptr_array_new_with_free_func(listener_free);
    server->connections = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)connection_unref, NULL);
    driver_set_event_sink(driver, on_event, server);
    return server;
}

void
server_free(Server *server)
{
    g_autoptr(GList) connections = NULL;

    if (server == NULL)
        return;
    driver_set_event_sink(server->driver, NULL, NULL);
    g_ptr_array_set_size(server->listeners, 0);
    connections = g_hash_table_get_keys(server->connections);
    for (GList *item = connections; item != NULL; item = item->next)
        connection_close(item->data, false);
    g_hash_table_unref(server->connections);
    g_hash_table_unref(server->setup.consoles);
    g_ptr_array_unref(server->listeners);
    g_free(server);
}

void
server_listen(Server *server, int fd, bool is_read_only)
{
    Listener *listener = g_new0(Listener, 1);

    listener->server = server;
    listener->fd = fd;
    listener->is_read_only = is_read_only;
    g_ptr_array_add(server->listeners, listener);
    listener_start(listener);
}

bool
server_is_idle(const Server *server)
{
    return g_hash_table_size(server->connections) == 0;
}
