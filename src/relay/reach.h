/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/workers.h"
#include "relay/identity.h"
#include "relay/relay_config.h"
#include "rpc/relay_kind.h"

/*
 * An attempt to reach the stock daemon of a kind: its socket is connected to on a worker, and in a
 * session the daemon is started first where it does not run.
 *
 * Main thread only; nothing blocks.
 */
typedef struct Reach Reach;

typedef struct {
    const RelayConfig *config; /* borrowed, for the workers' life */
    Workers *workers;          /* borrowed */
    RelayKind kind;
    bool is_read_only;
    Identity identity; /* its label is copied */
} ReachRequest;

/* Called once from the main loop, unless the attempt was cancelled: with the socket @fd (owned) and
 * the body of connect_set_identity (borrowed), or with @error (borrowed) and -1.  The error's code
 * is NO_CONNECT where there is no such daemon; else OPERATION_FAILED or OPERATION_TIMEOUT. */
typedef void (*ReachDone)(int fd, GBytes *identity, const GError *error, void *user);

/* Begins an attempt.  Returns: (owned until @done(@user) is called) for reach_cancel(). */
Reach *reach_start(const ReachRequest *request, ReachDone done, void *user);

/* Gives up @reach, whose done() is not called any more.  NULL: nothing to do. */
void reach_cancel(Reach *reach);
