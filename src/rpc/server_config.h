/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/account.h"

/*
 * The limits of the server, named as libvirtd.conf names them.
 */
typedef struct {
    unsigned max_clients;           /* connections at once; further ones wait unaccepted */
    unsigned max_anonymous_clients; /* of those, how many may be before their first open */
    unsigned max_client_requests;   /* calls of one connection that are worked on at once */
    int keepalive_interval;         /* seconds between our pings; -1: none */
    unsigned keepalive_count;       /* unanswered pings before a connection is closed */
    AccountLimits accounts;         /* what a client and a user may make us hold */
} ServerConfig;
