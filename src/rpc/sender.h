/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rpc/account.h"

/*
 * The connection as its parts (streams, subscriptions, keepalive) see it, so that they do not
 * depend on it.
 *
 * None of these functions ends the connection or calls back: they note what is to be done, and the
 * main loop does it.  Once the connection is closed they do nothing.  Main thread only; nothing
 * blocks.
 */
typedef struct {
    /* Sends @packet (owned), or drops it once the connection is closed. */
    void (*send)(GBytes *packet, void *user);
    /* Returns: whether so much waits to be sent that streams have to wait. */
    bool (*is_congested)(void *user);
    /* Stops reading from the client (@is_held), or goes on; calls come in pairs. */
    void (*hold)(bool is_held, void *user);
    /* Cuts the client off. */
    void (*fail)(void *user);
    void *user;
    Account *account;      /* borrowed */
    GMainContext *context; /* borrowed */
} Sender;
