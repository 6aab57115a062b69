/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "daemon/config.h"
#include "daemon/paths.h"
#include "daemon/sockets.h"
#include "host/driver_config.h"
#include "relay/relay_config.h"
#include "rpc/server_config.h"

/*
 * Translates the configuration and the paths to the structs of the rooms below, which borrow
 * strings from both.  On failure the output is unchanged.
 */

/* Errors: CONFIG_UNSUPPORTED for a user or group that does not exist. */
bool settings_driver(const Config *config, const Paths *paths, DriverConfig *driver,
                     GError **error);
bool settings_sockets(const Config *config, const Paths *paths, SocketsRequest *sockets,
                      GError **error);

/* Fills in @server, the limits of the RPC server.  Cannot fail. */
void settings_server(const Config *config, ServerConfig *server);

/* Fills in @relay: where stock daemons are.  Only a session's are started, and only where libvirt's
 * own clients look for them: a daemon that we start opens its socket there.  Cannot fail. */
void settings_relay(const Config *config, const Paths *paths, RelayConfig *relay);
