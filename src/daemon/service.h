/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Socket activation and notifications of systemd; without it, or without libsystemd, these do
 * nothing.
 */
typedef struct {
    int fd; /* of a UNIX stream socket that listens */
    bool is_read_only;
    bool is_virtqemud; /* in the place of virtqemud's */
} ServiceSocket;

/* Appends the sockets that systemd has opened for us to @sockets (ServiceSocket); the caller closes
 * them.  Their units' names identify them.  Errors: OPERATION_FAILED for an unknown unit. */
bool service_take_sockets(GArray *sockets, GError **error);

/* Notifies systemd that clients can connect, or that the daemon is about to end. */
void service_tell_ready(void);
void service_tell_stopping(void);
