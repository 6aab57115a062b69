/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "helper/helpers.h"

/* For which device a program is started. */
typedef struct {
    const HelperStart *start;
    const Device *device;
} HelperCase;

/*
 * A program that runs beside QEMU, as a row.
 *
 * Each finds a socket that listens already, made by us for QEMU's user, under a number that it is
 * told: QEMU need not wait for it, and it needs no rights in the guest's folder.
 */
struct HelperKind {
    const char *program; /* as DeviceKind.helper() has it */
    /* Returns: (owned, nullable) the path of its executable. */
    char *(*find)(const HelperCase *what, GError **error);
    /* Brings about what it is to find at its start.  NULL: nothing. */
    bool (*prepare)(const HelperCase *what, GError **error);
    /* Appends its arguments (owned) to @words. */
    void (*add_arguments)(const HelperCase *what, int socket_fd, GPtrArray *words);
    /* Returns: (nullable) whom it runs as.  NULL, as function or as value: as we do. */
    const OtherUser *(*user)(const HelperStart *start);
    /* It makes something for a moment, and ends by itself; it has no socket, and is run by
     * helpers_run_brief(), which sees to all but @user. */
    bool is_brief;
    bool is_activated; /* it takes its socket as systemd hands sockets over, not by an argument */
    /* (nullable) What QEMU says when the program runs and refuses to serve. */
    const char *complaint;
};
