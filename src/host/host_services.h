/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* An address that a network has lent to a NIC. */
typedef struct {
    char *address; /* (owned) */
    unsigned prefix;
    int type; /* VIR_IP_ADDR_TYPE_* */
} HostLease;

/* Frees @lease, which is not NULL. */
void host_lease_free(HostLease *lease);

/* Which secret is meant: by its UUID, or by what it is for. */
typedef struct {
    int usage_type;    /* VIR_SECRET_USAGE_TYPE_* */
    const char *uuid;  /* (borrowed, nullable) lower case with dashes; NULL: by @usage */
    const char *usage; /* (borrowed, nullable) */
} HostSecretName;

typedef struct {
    void *bytes; /* (owned, nullable) */
    size_t length;
} HostSecret;

/* Wipes the value.  Takes NULL. */
void host_secret_free(HostSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostSecret, host_secret_free)

/*
 * What a driver of guests needs of the host's other daemons, which have its networks, volumes,
 * secrets and filters.
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
    /* Returns: (owned, nullable) the HostLease * of the MAC address @mac in @network; NULL on an
     * error. */
    GPtrArray *(*leases)(void *user, const char *network, const char *mac, GError **error);
    /* Finds the volume @volume of the storage pool @pool.  Returns: (owned, nullable) its path on
     * the host; @is_device: it is a device.  Errors: CONFIG_UNSUPPORTED where the pool is not
     * active, or the volume is neither a file nor a device. */
    char *(*find_volume)(void *user, const char *pool, const char *volume, bool *is_device,
                         GError **error);
    /* Asks for the value of the secret @wanted.  Returns: (owned, nullable) it, for
     * host_secret_free().  Errors: NO_SECRET where there is none, or where it has no value;
     * INVALID_ARG for one that is for another use. */
    HostSecret *(*secret_value)(void *user, const HostSecretName *wanted, GError **error);
    /* Has the filter @filter guard the host's network device @device; the document @xml
     * (<filterbinding>) says so.  A device that has a filter already is no error.  Errors:
     * INTERNAL_ERROR where there is no such filter. */
    bool (*bind_filter)(void *user, const char *filter, const char *device, const char *xml,
                        GError **error);
    /* Takes the filter off the host's network device @device; one that is off is no error. */
    bool (*unbind_filter)(void *user, const char *device, GError **error);
    void *user;
} HostServices;
