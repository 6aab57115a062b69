/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The sockets that clients connect to: systemd's if it passed them, else our own.
 *
 * Beside these there may be those of virtqemud, libvirt's own daemon for QEMU, to which clients of
 * qemu:///system and qemu:///session go first.
 */
typedef struct {
    const char *path;
    const char *read_only_path;           /* nullable: no such socket */
    const char *virtqemud_path;           /* nullable: served only if systemd passes them */
    const char *virtqemud_read_only_path; /* nullable: no such socket */
    const char *virtqemud_pid_file;       /* locked while we have virtqemud's sockets */
    mode_t mode;                          /* of all that are not read-only */
    mode_t read_only_mode;
    gid_t group; /* of all; (gid_t)-1: the process's own */
} SocketsRequest;

typedef struct Sockets Sockets;

/* Opens the sockets of @request, or takes those that systemd has opened.  Replaces a socket that a
 * dead daemon left behind, but not one that is served.  The folders must exist.  Returns: (owned)
 * the sockets; clients can connect.  Errors: INVALID_ARG for a path that is too long;
 * OPERATION_FAILED if the path is taken, or a virtqemud runs that we are to replace;
 * SYSTEM_ERROR. */
Sockets *sockets_open(const SocketsRequest *request, GError **error);

/* Closes the sockets and removes our own. */
void sockets_free(Sockets *sockets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sockets, sockets_free)

/* Number of sockets; and of each its descriptor (borrowed) and whether its clients may only
 * read. */
unsigned sockets_n(const Sockets *sockets);
int sockets_fd(const Sockets *sockets, unsigned i);
bool sockets_is_read_only(const Sockets *sockets, unsigned i);
