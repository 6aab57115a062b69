/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rpc/account.h"

/*
 * What the parts of a connection (streams, subscriptions, keepalive) know of it.
 *
 * None of these calls closes the connection, or calls back: they note what is to be done, and the
 * main loop does it.  When the connection has ended they do nothing.
 */
typedef struct {
    /* Sends @packet (owned), soon. */
    void (*send)(GBytes *packet, void *user);
    /* Whether so much waits to be sent that what is not urgent has to wait. */
    bool (*is_congested)(void *user);
    /* While held, nothing more is read from the client. */
    void (*hold)(bool is_held, void *user);
    /* Cuts the client off. */
    void (*fail)(void *user);
    void *user;
    Account *account;      /* borrowed */
    GMainContext *context; /* borrowed */
} Sender;
