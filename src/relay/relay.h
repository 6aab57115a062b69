/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "relay/relay_config.h"
#include "rpc/relay_hooks.h"

/*
 * The relay: calls about networks, storage and the other kinds that we do not have go on to the
 * stock daemons that do.
 *
 * Each client has a connection of its own to the daemon of each kind that it asks for, with its own
 * rights and in its own name, made at its first call and, when it was lost, at the next one.
 */

/* Returns: (static) the functions for server_set_relay(), whose @user is a const RelayConfig *,
 * borrowed for the server's life. */
const RelayHooks *relay_hooks(void);
