/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "rpc/error_reply.h"

/*
 * The kinds of things that stock libvirt daemons have and we do not: each has a connection of its
 * own to such a daemon.
 */
typedef enum {
    RELAY_NONE, /* it is ours */
    RELAY_NETWORK,
    RELAY_STORAGE,
    RELAY_INTERFACE,
    RELAY_NODE_DEVICE,
    RELAY_SECRET,
    RELAY_NWFILTER,
} RelayKind;

enum { RELAY_N_KINDS = RELAY_NWFILTER + 1 };

/* Of one kind.  All strings are static. */
typedef struct {
    const char *scheme; /* of the URI that its connection opens, and in the daemon's name */
    const char *plural; /* N_() */
    ErrorOrigin origin; /* of errors about it */
} RelayKindFacts;

/* Returns: (borrowed) the facts of @kind, which is not RELAY_NONE.  Any thread; nothing blocks. */
const RelayKindFacts *relay_kind(RelayKind kind);

/* Sets @error to NO_SUPPORT: @function (of libvirt's API) needs a daemon of @kind and there is
 * none; the message names the programs and the package.  Any thread. */
void relay_kind_set_missing(RelayKind kind, const char *function, GError **error);
