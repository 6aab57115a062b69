/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/peer_socket.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"

/* Returns: (owned) the path of the socket that a client of @kind uses now. */
static char *
choose_path(const RelayConfig *config, RelayKind kind, bool is_read_only)
{
    const char *suffix = config->is_system && is_read_only ? "-ro" : "";
    g_autofree char *modular =
        g_strdup_printf("%s/virt%sd-sock%s", config->folder, relay_kind(kind)->scheme, suffix);

    if (access(modular, F_OK) == 0)
        return g_steal_pointer(&modular);
    return g_strdup_printf("%s/libvirt-sock%s", config->folder, suffix);
}

static PeerSocketState
state_of(int number, const char *path, GError **error)
{
    if (number == EAGAIN || number == EINTR)
        return PEER_SOCKET_BUSY;
    if (number == ENOENT || number == ECONNREFUSED)
        return PEER_SOCKET_ABSENT;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("cannot connect to '%s': %s"),
                path, g_strerror(number));
    return PEER_SOCKET_FAILED;
}

PeerSocketState
peer_socket_connect(const RelayConfig *config, RelayKind kind, bool is_read_only, int *fd,
                    GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_autofree char *path = NULL;
    int number = ENAMETOOLONG;
    int client = -1;

    assert_may_block();
    path = choose_path(config, kind, is_read_only);
    if (strlen(path) >= sizeof address.sun_path)
        return state_of(ENAMETOOLONG, path, error);
    memcpy(address.sun_path, path, strlen(path));
    client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (client >= 0 && connect(client, (const struct sockaddr *)&address, sizeof address) == 0) {
        *fd = client;
        return PEER_SOCKET_CONNECTED;
    }
    number = errno;
    if (client >= 0)
        close(client);
    return state_of(number, path, error);
}
