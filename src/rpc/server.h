/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "rpc/procedure.h"
#include "rpc/relay_hooks.h"
#include "rpc/server_config.h"

/*
 * The server: accepts clients and hands what they send to calls, streams and keepalive.
 *
 * Main thread only.  Nothing blocks but server_close().
 */
typedef struct Server Server;

/* Returns: (owned) a server without sockets.  All three are borrowed for its life; it receives the
 * events of @driver from now on. */
Server *server_new(Driver *driver, const ServerConfig *config, GMainContext *context);

/* Serves @programs (borrowed for the server's life) in place of those of programs.h; for tests. */
void server_set_programs(Server *server, const Program *const *programs, size_t n_programs);

/* Has calls that belong to other daemons go through @relay (borrowed for the server's life), whose
 * clients are attached with @user; without it they are answered as if there were no such daemon.
 * Before the first client. */
void server_set_relay(Server *server, const RelayHooks *relay, void *user);

/* Ends service; called once.  Runs the main loop until it is done: nothing more is read from
 * clients, calls that wait are cut short, all replies are sent, the connections are closed, and the
 * guests that end with their client (VIR_DOMAIN_START_AUTODESTROY) are ended. */
void server_close(Server *server);

/* Frees @server (NULL: nothing to do), which was closed or never had a client. */
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

/* Accepts clients on @fd (borrowed), a listening socket.  @is_read_only: they may only read.  A
 * session's server turns away clients of other users but root; on the system's sockets the rights
 * of the socket decide. */
void server_listen(Server *server, int fd, bool is_read_only);

/* Takes the client at @fd (owned), a connected UNIX socket, as if it had been
 * accepted.
 * @is_read_only: as above. */
void server_admit(Server *server, int fd, bool is_read_only);

/* Returns: whether no client is connected. */
bool server_is_idle(const Server *server);
