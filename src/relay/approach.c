/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/approach.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"

/* How often it is tried again, and at what interval: libvirt's own numbers for a daemon that is
 * being started. */
enum {
    STARTED_MS = 10,
    STARTED_TRIES = 500,
    OTHERS_MS = 50, /* somebody else starts it: there may be many of us */
    OTHERS_TRIES = 100,
    BUSY_MS = 100,
    BUSY_TRIES = 100,
};

Approach
approach_new(const RelayConfig *config, RelayKind kind, bool is_read_only)
{
    return (Approach){
        .config = config, .kind = kind, .is_read_only = is_read_only, .fd = -1, .lock = -1};
}

void
approach_clear(Approach *approach)
{
    if (approach->fd >= 0)
        close(approach->fd);
    if (approach->lock >= 0)
        close(approach->lock);
    g_clear_error(&approach->error);
}

void
approach_try(Approach *approach)
{
    const RelayConfig *config = approach->config;

    g_clear_error(&approach->error);
    approach->n_tries++;
    approach->state = peer_socket_connect(config, approach->kind, approach->is_read_only,
                                          &approach->fd, &approach->error);
    if (approach->state != PEER_SOCKET_ABSENT || !config->starts_daemons || approach->has_launched)
        return;
    approach->has_launched = true;
    approach->launch = launch_peer(config->folder, approach->kind, &approach->lock);
}

unsigned
approach_wait_ms(const Approach *approach)
{
    bool is_starting = approach->state == PEER_SOCKET_ABSENT && approach->has_launched;

    if (approach->state == PEER_SOCKET_BUSY)
        return approach->n_tries < BUSY_TRIES ? BUSY_MS : 0;
    if (is_starting && approach->launch == LAUNCH_STARTED)
        return approach->n_tries < STARTED_TRIES ? STARTED_MS : 0;
    if (is_starting && approach->launch == LAUNCH_BY_ANOTHER)
        return approach->n_tries < OTHERS_TRIES ? OTHERS_MS : 0;
    return 0;
}

int
approach_finish(Approach *approach, GError **error)
{
    const char *plural = _(relay_kind(approach->kind)->plural);
    int fd = approach->fd;

    approach->fd = -1;
    if (fd >= 0)
        return fd;
    if (approach->error != NULL)
        g_propagate_error(error, g_steal_pointer(&approach->error));
    else if (approach->state == PEER_SOCKET_BUSY || approach->n_tries > 1)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("the daemon that has %s takes no connection"), plural);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_CONNECT, _("no daemon that has %s runs"),
                    plural);
    return -1;
}
