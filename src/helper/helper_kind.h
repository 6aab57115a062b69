/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_launch.h"

/*
 * A kind of helper process, as a row.
 *
 * Each inherits a listening socket that we created for QEMU's user, so that QEMU need not wait for
 * the process, and the process needs no rights in the guest's folder.
 */
typedef struct {
    const char *program; /* as returned by DeviceKind.helper() */
    /* Returns: (owned, nullable) the path of its executable. */
    char *(*find)(const HelperCase *what, GError **error);
    /* Prepares what it needs at its start.  Blocks.  NULL: nothing. */
    bool (*prepare)(const HelperCase *what, GError **error);
    /* Appends its arguments (owned) to @words. */
    void (*add_arguments)(const HelperCase *what, int socket_fd, GPtrArray *words);
    /* Returns: (borrowed, nullable) the user that it runs as.  NULL, as function or as value: the
     * daemon's user. */
    const OtherUser *(*user)(const HelperStart *start);
    /* It creates something and ends by itself; it has no socket.  It is run by
     * helper_launch_brief(), which uses only @user of the functions. */
    bool is_brief;
    bool makes_socket; /* it listens by itself at its socket, which @add_arguments name */
    bool is_activated; /* it takes its socket by systemd's socket activation, not by an argument */
    /* (nullable) QEMU's message when the program runs and refuses to serve. */
    const char *complaint;
} HelperKind;
