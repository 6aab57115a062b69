/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "relay/relay.h"
#include "rpc/packet.h"
#include "rpc/server.h"

/*
 * A real server with the relay, a client of it, and a daemon of the test's own that is relayed to.
 * All are on one thread: whoever waits for something turns the main loop meanwhile.
 */
typedef struct {
    GMainContext *context;
    DriverConfig driver_config;
    Driver driver;
    Server *server;
    RelayConfig relay_config;
    char *folder; /* of the daemon's socket */
    int listener; /* -1: there is no daemon */
    int client;   /* the client's end */
    int peer;     /* the daemon's end of the last connection; -1: none */
} RelayBench;

/* Procedures by their numbers. */
enum {
    CONNECT_OPEN = 1,
    NETWORK_LIST = 38,
    NETWORK_LOOKUP_BY_NAME = 46,
    NETWORK_DESTROY = 42,
    AUTH_LIST = 66,
    POOL_NUM = 71,
    VOL_UPLOAD = 208,
    VOL_DOWNLOAD = 209,
    NETWORK_EVENT_REGISTER = 313,
    NETWORK_EVENT_DEREGISTER = 314,
    NETWORK_EVENT = 315,
    POOL_EVENT = 370,
    CONNECT_SET_IDENTITY = 419,
};

/* For g_test_add().  The client is connected, authenticated and has opened. */
void relay_bench_set_up(RelayBench *bench, gconstpointer user);
void relay_bench_tear_down(RelayBench *bench, gconstpointer user);

/* Lets the main loop do what it can now. */
void relay_bench_turn(RelayBench *bench);

/* Opens or closes the daemon's socket. */
void relay_bench_listen(RelayBench *bench);
void relay_bench_stop_listening(RelayBench *bench);

/* Another client in place of the one before.  @flags: of connect_open. */
void relay_bench_connect(RelayBench *bench, bool is_read_only, uint32_t flags);

/* Sends a packet from @fd, either end; it must fit into the socket. */
void relay_bench_send(RelayBench *bench, int fd, const PacketHeader *header, GBytes *body);

/* A client's call of @procedure with no body. */
void relay_bench_call(RelayBench *bench, int procedure, uint32_t serial);

/* Waits for a whole packet at @fd.  @body (nullable) is set (owned). */
PacketHeader relay_bench_read(RelayBench *bench, int fd, GBytes **body);

/* Waits until the other end of @fd is closed. */
void relay_bench_await_end(RelayBench *bench, int fd);

/* Accepts the next connection as the daemon, which becomes bench->peer. */
void relay_bench_accept(RelayBench *bench);

/* The same, and answers what comes before calls. */
void relay_bench_shake_hands(RelayBench *bench);

/* Answers @call, which the daemon has read, with @n_bytes zeros.  @status: PACKET_OK ... */
void relay_bench_answer(RelayBench *bench, const PacketHeader *call, uint32_t status,
                        size_t n_bytes);

/* Reads a reply at the client.  Returns: the code of its error; 0: it is none. */
int relay_bench_read_code(RelayBench *bench, uint32_t serial);
