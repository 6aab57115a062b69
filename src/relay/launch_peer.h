/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "rpc/relay_kind.h"

/*
 * Starts the stock daemon of a user's session, as libvirt's own clients do: under a lock beside its
 * socket, so that several that find none start one.
 *
 * For workers: it touches paths and starts a process.
 */
typedef enum {
    LAUNCH_STARTED,    /* by us: it will serve its socket soon */
    LAUNCH_BY_ANOTHER, /* another client has the lock and is about to */
    LAUNCH_IMPOSSIBLE, /* no such program, or it cannot be started */
} LaunchResult;

/* Starts the daemon of @kind, the modular one where it is installed, else libvirtd.  @folder: of
 * its socket; made if need be.  @lock is set to a descriptor (owned) with LAUNCH_STARTED; to be
 * closed when the daemon serves its socket, or has failed to. */
LaunchResult launch_peer(const char *folder, RelayKind kind, int *lock);
