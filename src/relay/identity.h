/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

/*
 * Who a call is made for, as a stock daemon is told it (connect_set_identity): its access control
 * and its audit would see this daemon's own user otherwise.
 */
typedef struct {
    uid_t uid;
    gid_t gid;
    pid_t pid;
    const char *label; /* (nullable, borrowed) security label of the client's socket */
    const char *token; /* (nullable, borrowed) by which libvirt's own daemons know each other: never
                          where the calls of a client go */
} Identity;

/* Returns: (owned) the body of connect_set_identity for @identity.  A name that the host does not
 * know, and the start time of a process that has gone, are left out.  Blocks (name service), so it
 * is for workers.  Cannot fail. */
GBytes *identity_body(const Identity *identity);
