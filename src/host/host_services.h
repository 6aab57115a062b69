/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * What a driver of guests needs of the host's other daemons, which have its networks.
 *
 * The driver is handed one of these and knows no wire.  All functions block, so they are for
 * workers; several may be called at once.  Errors are those of the daemon that was asked,
 * unchanged; without one they say which is missing.
 */
typedef struct {
    /* Asks the virtual network @network for the port that the document @xml describes.
     * @is_reclaimed: the guest runs already, and the network has forgotten the port.  Returns:
     * (owned, nullable) the document of the port, with its <plug>.  Errors: NO_NETWORK,
     * OPERATION_INVALID for one that is not active, and others. */
    char *(*create_port)(void *user, const char *network, const char *xml, bool is_reclaimed,
                         GError **error);
    /* Gives the port @uuid back; one that is gone already is no error. */
    bool (*delete_port)(void *user, const char *network, const char *uuid, GError **error);
    /* Returns: 1 when the network has the port @uuid, 0 when not, -1 on an error. */
    int (*has_port)(void *user, const char *network, const char *uuid, GError **error);
    void *user;
} HostServices;
