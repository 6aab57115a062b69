/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * What is said between us and systemd; without it, or built without libsystemd, nothing is.
 */
typedef struct {
    int fd; /* of a UNIX stream socket that listens */
    bool is_read_only;
} ServiceSocket;

/* Appends the sockets that were opened for us to @sockets (ServiceSocket); the caller closes them.
 * They are told apart by their units' names.  Errors: OPERATION_FAILED for one of unknown use. */
bool service_take_sockets(GArray *sockets, GError **error);

/* Says that clients can connect, or that we are about to leave. */
void service_tell_ready(void);
void service_tell_stopping(void);
