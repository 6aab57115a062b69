/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/relay.h"

#include "relay/link.h"

struct RelayClient {
    Connection *connection;     /* borrowed */
    const RelayConfig *config;  /* borrowed */
    Link *links[RELAY_N_KINDS]; /* (owned, nullable) */
};

static void
hold_all(RelayClient *client, bool is_held)
{
    for (size_t i = 0; i < RELAY_N_KINDS; i++)
        if (client->links[i] != NULL)
            link_hold(client->links[i], is_held);
}

static void
on_congested(void *user)
{
    hold_all(user, true);
}

static void
on_ended(Link *link, void *user)
{
    ((RelayClient *)user)->links[link_kind(link)] = NULL;
}

static RelayClient *
attach(Connection *connection, void *user)
{
    RelayClient *client = g_new0(RelayClient, 1);

    client->connection = connection;
    client->config = user;
    return client;
}

static void
take_call(RelayClient *client, Call *call)
{
    static const LinkHandlers handlers = {.congested = on_congested, .ended = on_ended};
    RelayKind kind = call->procedure->relay;

    if (client->links[kind] == NULL)
        client->links[kind] = link_new(client->connection, kind, client->config, &handlers, client);
    link_call(client->links[kind], call);
}

static bool
take_stream(RelayClient *client, const Packet *packet)
{
    for (size_t i = 0; i < RELAY_N_KINDS; i++)
        if (client->links[i] != NULL && link_stream(client->links[i], packet))
            return true;
    return false;
}

static void
resume(RelayClient *client)
{
    hold_all(client, false);
}

static void
end(RelayClient *client)
{
    for (size_t i = 0; i < RELAY_N_KINDS; i++)
        link_free(client->links[i]);
    g_free(client);
}

const RelayHooks *
relay_hooks(void)
{
    static const RelayHooks hooks = {
        .attach = attach, .call = take_call, .stream = take_stream, .resume = resume, .end = end};

    return &hooks;
}
