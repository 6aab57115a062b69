/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The sockets that clients connect to: systemd's if it passed them, else our own.
 */
typedef struct {
    const char *path;
    const char *read_only_path; /* nullable: no such socket */
    mode_t mode;
    mode_t read_only_mode;
    gid_t group; /* of both; (gid_t)-1: the process's own */
} SocketsRequest;

typedef struct Sockets Sockets;

/* Opens the sockets of @request, or takes those that systemd has opened.  Replaces a socket that a
 * dead daemon left behind, but not one that is served.  The folder must exist.  Returns: (owned)
 * the sockets; clients can connect.  Errors: INVALID_ARG for a path that is too long;
 * OPERATION_FAILED if the path is taken; SYSTEM_ERROR. */
Sockets *sockets_open(const SocketsRequest *request, GError **error);

/* Closes the sockets and removes our own. */
void sockets_free(Sockets *sockets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sockets, sockets_free)

/* Number of sockets; and of each its descriptor (borrowed) and whether its clients may only
 * read. */
unsigned sockets_n(const Sockets *sockets);
int sockets_fd(const Sockets *sockets, unsigned i);
bool sockets_is_read_only(const Sockets *sockets, unsigned i);
