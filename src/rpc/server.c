/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/server.h"

#include <glib/gi18n-lib.h>
#include <malloc.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/destroy.h"
#include "rpc/call.h"
#include "rpc/connection.h"
#include "rpc/keepalive.h"
#include "rpc/listener.h"
#include "rpc/programs.h"
#include "rpc/stream.h"
#include "rpc/subscriptions.h"

enum {
    /* So many eighths of max_clients are open to read-only clients. */
    READ_ONLY_EIGHTHS = 7,
    /* How long a client that has not authenticated is safe from making room for another. */
    ANONYMOUS_MS = 1000,
    /* When a client held so much, free memory is given back to the system after its end; later,
     * since others may end as well. */
    MUCH_BYTES = 8 * 1024 * 1024,
    TRIM_MS = 1000,
};

struct Server {
    Driver *driver;
    const ServerConfig *config;
    ConnectionSetup setup;
    const Program *const *programs;
    size_t n_programs;
    GPtrArray *listeners;
    GHashTable *connections; /* Connection (owned) */
    GQueue anonymous;        /* Connection (owned): not yet seen authenticated, oldest first */
    GSource *trim;           /* (owned, nullable) */
};

static const Program *const own_programs[] = {&remote_program, &qemu_program};

static const Program *
find_program(const Server *server, const PacketHeader *header)
{
    for (size_t i = 0; i < server->n_programs; i++)
        if (server->programs[i]->number == header->program && header->version == PROGRAM_VERSION)
            return server->programs[i];
    return NULL;
}

static void
on_call(const Server *server, Connection *connection, const Packet *packet)
{
    const PacketHeader *header = &packet->header;
    const Program *program = find_program(server, header);
    g_autofree char *text = NULL;

    if (program != NULL) {
        call_start(connection, program, packet);
        return;
    }
    text = g_strdup_printf("Cannot find program %u version %u", header->program, header->version);
    call_refuse(connection, header, VIR_ERR_RPC, text);
}

/* Hands a packet of a relayed stream to the relay.  Returns: whether it was one. */
static bool
is_relayed(Connection *connection, const Packet *packet)
{
    const RelayHooks *relay = connection_setup(connection)->relay;

    return relay != NULL && relay->stream(connection_relay(connection), packet);
}

static void
on_packet(Connection *connection, const Packet *packet, void *user)
{
    const PacketHeader *header = &packet->header;

    if (header->program == PROGRAM_KEEPALIVE)
        keepalive_take(connection_keepalive(connection), header);
    else if (header->type == PACKET_CALL || header->type == PACKET_CALL_WITH_DESCRIPTORS)
        on_call(user, connection, packet);
    else if ((header->type == PACKET_STREAM || header->type == PACKET_STREAM_HOLE) &&
             !is_relayed(connection, packet))
        streams_take(connection_streams(connection), header, g_bytes_get_data(packet->body, NULL),
                     g_bytes_get_size(packet->body));
}

/* A session serves its own user and root.  For the system's sockets their rights decide. */
static bool
may_connect(const Server *server, uid_t uid)
{
    if (server->driver->config->is_system || uid == 0 || uid == geteuid())
        return true;
    g_warning("a client of user %u is turned away: the session is user %u's", uid, geteuid());
    return false;
}

static bool
is_anonymous(Connection *connection)
{
    return !connection_state(connection)->is_authenticated && !connection_is_closed(connection);
}

/* When too many clients have not authenticated: cuts off those that had ANONYMOUS_MS, oldest first.
 */
static void
evict_anonymous(Server *server)
{
    GList *item = server->anonymous.head;

    while (item != NULL && server->anonymous.length > server->config->max_anonymous_clients) {
        g_autoptr(Connection) connection = connection_ref(item->data);
        GList *next = item->next;
        bool is_silent = is_anonymous(connection);

        if (!is_silent || connection_age_ms(connection) >= ANONYMOUS_MS) {
            g_queue_delete_link(&server->anonymous, item);
            connection_unref(connection);
            if (is_silent)
                connection_close(connection, false);
        }
        item = next;
    }
}

static bool
has_room(const Server *server, bool is_read_only)
{
    unsigned limit = server->config->max_clients;

    if (is_read_only && limit >= 8)
        limit = limit / 8 * READ_ONLY_EIGHTHS;
    return g_hash_table_size(server->connections) < limit;
}

/* Returns: (owned, nullable) the connection of @client (owned); NULL when it was turned away. */
static Connection *
admit(Server *server, int client, bool is_read_only)
{
    struct ucred peer = {.uid = 0};
    socklen_t length = sizeof peer;
    g_autoptr(GError) error = NULL;
    Connection *connection = NULL;

    if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0 ||
        !may_connect(server, peer.uid)) {
        close(client);
        return NULL;
    }
    connection = connection_new(
        client,
        (ConnectionPeer){
            .uid = peer.uid, .gid = peer.gid, .pid = peer.pid, .is_read_only = is_read_only},
        &server->setup, &error);
    if (connection == NULL)
        g_info("a client of user %u is turned away: %s", peer.uid, error->message);
    return connection;
}

static bool
on_client(int client, bool is_read_only, void *user)
{
    Server *server = user;
    Connection *connection = admit(server, client, is_read_only);

    if (connection == NULL)
        return true;
    g_hash_table_add(server->connections, connection);
    g_queue_push_tail(&server->anonymous, connection_ref(connection));
    evict_anonymous(server);
    return has_room(server, is_read_only);
}

static void
trim_memory(void *user)
{
    (void)user;
    malloc_trim(0);
}

static gboolean
on_trim(gpointer user)
{
    Server *server = user;

    g_clear_pointer(&server->trim, g_source_unref);
    workers_push(server->driver->workers, trim_memory, NULL);
    return G_SOURCE_REMOVE;
}

static void
stop_trim(Server *server)
{
    if (server->trim != NULL)
        g_source_destroy(server->trim);
    g_clear_pointer(&server->trim, g_source_unref);
}

/* malloc_trim() is needed: the C library keeps free memory that lies below memory in use. */
static void
request_trim(Server *server)
{
    if (server->trim != NULL)
        return;
    server->trim = g_timeout_source_new(TRIM_MS);
    g_source_set_callback(server->trim, on_trim, server, NULL);
    g_source_attach(server->trim, server->setup.context);
}

static void
on_closed(Connection *connection, void *user)
{
    Server *server = user;

    if (g_queue_remove(&server->anonymous, connection))
        connection_unref(connection);
    destroy_owned_guests(server->driver, connection);
    if (account_most(connection_account(connection), ACCOUNT_BYTES) >= MUCH_BYTES)
        request_trim(server);
    g_hash_table_remove(server->connections, connection);
    for (guint i = 0; i < server->listeners->len; i++) {
        Listener *listener = g_ptr_array_index(server->listeners, i);

        if (has_room(server, listener_is_read_only(listener)))
            listener_resume(listener);
    }
}

static void
on_event(const Event *event, void *user)
{
    Server *server = user;
    GHashTableIter iter;
    gpointer connection = NULL;

    /* Sending may cut a client off, but it leaves the table only in its own turn. */
    g_hash_table_iter_init(&iter, server->connections);
    while (g_hash_table_iter_next(&iter, &connection, NULL))
        subscriptions_deliver(connection_subscriptions(connection), event);
}

void
server_set_programs(Server *server, const Program *const *programs, size_t n_programs)
{
    server->programs = programs;
    server->n_programs = n_programs;
}

void
server_set_relay(Server *server, const RelayHooks *relay, void *user)
{
    server->setup.relay = relay;
    server->setup.relay_user = user;
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
        .accounts = accounts_new(&config->accounts),
        .context = context,
        .consoles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .handlers = {.packet = on_packet, .closed = on_closed},
        .user = server,
    };
    server_set_programs(server, own_programs, G_N_ELEMENTS(own_programs));
    server->listeners = g_ptr_array_new_with_free_func((GDestroyNotify)listener_free);
    g_queue_init(&server->anonymous);
    server->connections = g_hash_table_new_full(NULL, NULL, (GDestroyNotify)connection_unref, NULL);
    driver_set_event_sink(driver, on_event, server);
    return server;
}

/* Closes all connections and runs the main loop until they have ended. */
static void
close_connections(Server *server)
{
    GHashTableIter iter;
    gpointer connection = NULL;

    g_hash_table_iter_init(&iter, server->connections);
    while (g_hash_table_iter_next(&iter, &connection, NULL))
        connection_close(connection, false);
    while (g_hash_table_size(server->connections) > 0)
        g_main_context_iteration(server->setup.context, TRUE);
}

void
server_close(Server *server)
{
    Workers *workers = server->driver->workers;
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_ABORTED,
                                                _("the daemon is shutting down"));
    GHashTableIter iter;
    gpointer connection = NULL;

    g_ptr_array_set_size(server->listeners, 0);
    g_hash_table_iter_init(&iter, server->connections);
    while (g_hash_table_iter_next(&iter, &connection, NULL))
        connection_hold(connection);
    workers_interrupt(workers, why);
    workers_drain(workers);
    close_connections(server);
    stop_trim(server);
    workers_drain(workers);
}

void
server_free(Server *server)
{
    if (server == NULL)
        return;
    g_assert(g_hash_table_size(server->connections) == 0);
    driver_set_event_sink(server->driver, NULL, NULL);
    g_queue_clear(&server->anonymous);
    g_hash_table_unref(server->connections);
    accounts_free(server->setup.accounts);
    g_hash_table_unref(server->setup.consoles);
    g_ptr_array_unref(server->listeners);
    g_free(server);
}

void
server_listen(Server *server, int fd, bool is_read_only)
{
    const ListenerSetup setup = {
        .accept = on_client, .user = server, .context = server->setup.context};

    g_ptr_array_add(server->listeners, listener_new(fd, is_read_only, &setup));
}

void
server_admit(Server *server, int fd, bool is_read_only)
{
    on_client(fd, is_read_only, server);
}

bool
server_is_idle(const Server *server)
{
    return g_hash_table_size(server->connections) == 0;
}
