/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <rpc/types.h>
#include <rpc/xdr.h>
#include <stdbool.h>

#include "relay/relay_config.h"
#include "rpc/relay_kind.h"

/*
 * A connection of our own to the stock daemon of a kind, for a few calls that are waited for: what
 * a guest needs of networks and storage.
 *
 * It has this daemon's rights and name, so nothing that a client says may be passed on by it as it
 * is.  For one worker at a time; blocks.
 */
typedef struct Errand Errand;

/* A procedure of the remote program, with the filters of its arguments and its result (both
 * nullable). */
typedef struct {
    int procedure;
    xdrproc_t encode, decode;
} ErrandCall;

/* Connects for the sake of the network, pool, secret or filter @name (for the error alone), after
 * starting the daemon where that is a session's.  Returns: (owned, nullable).  Errors: where there
 * is no such daemon that of a name that is not known (NO_NETWORK, NO_STORAGE_POOL, NO_SECRET; for a
 * filter INTERNAL_ERROR); OPERATION_FAILED, OPERATION_TIMEOUT, RPC. */
Errand *errand_begin(const RelayConfig *config, RelayKind kind, const char *name, GError **error);

/* Calls with @args (nullable) and fills @ret (nullable, all zero), which the caller frees with
 * xdr_free() when it succeeds.  Errors: the daemon's own, in its words; RPC and OPERATION_TIMEOUT,
 * after which every call fails.  The bytes of the reply are wiped, since it may be a secret. */
bool errand_call(Errand *errand, const ErrandCall *call, const void *args, void *ret,
                 GError **error);

/* NULL: nothing to do. */
void errand_end(Errand *errand);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Errand, errand_end)
