/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "rpc/procedure.h"
#include "rpc/server_config.h"

/*
 * The server: it accepts clients, and gives what they send to whoever serves it.
 */
typedef struct Server Server;

/* Returns: (owned) a server for @driver; all three are borrowed. */
Server *server_new(Driver *driver, const ServerConfig *config, GMainContext *context);

/* Serves @programs (borrowed, as is what they refer to) in place of those of libvirt's protocol. */
void server_set_programs(Server *server, const Program *const *programs, size_t n_programs);

/* Ends service, with the main loop at work, and waits for that: nothing more is heard of clients,
 * calls that wait for somebody fail, all answers go out, the connections are closed, and the guests
 * that end with them are ended.  Once. */
void server_close(Server *server);

/* It was closed, or nobody has ever connected. */
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* Accepts clients on @fd (borrowed), a listening socket.  @is_read_only: they may not change
 * anything.  Others may only if they are root, this very user, or let in by the socket's rights. */
void server_listen(Server *server, int fd, bool is_read_only);

/* Takes the client at @fd (owned), a connected UNIX socket, as if it had come in there.
 * @is_read_only: as above. */
void server_admit(Server *server, int fd, bool is_read_only);

/* Whether no client is connected. */
bool server_is_idle(const Server *server);
