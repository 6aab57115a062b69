/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "driver/driver.h"
#include "rpc/server_config.h"

/*
 * Serves clients of a driver, on the default main context.
 */
typedef struct Server Server;

/* Returns: (owned) a server without sockets; @driver and @config outlive it. */
Server *server_new(Driver *driver, const ServerConfig *config, GError **error);

/* Disconnects all clients. */
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* Accepts clients on the listening socket @fd (borrowed). */
void server_listen(Server *server, int fd, bool is_read_only);

/* True while there is no client, no running guest, and none that is still to be started. */
bool server_is_idle(const Server *server);
