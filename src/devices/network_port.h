/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/*
 * A port: what a virtual network gives the NIC of a guest that starts.
 *
 * The NIC of an <interface type='network'> asks its network for a port (<networkport>), and is told
 * with what it is to be plugged in: a bridge, a device for a macvtap, or a card of the host's.  For
 * the run it then is an <interface> of that type, planned and set up as such.
 */
typedef enum { PLUG_NONE, PLUG_NETWORK, PLUG_BRIDGE, PLUG_DIRECT, PLUG_HOSTDEV } PlugType;

typedef struct {
    PlugType type;
    char *bridge, *mac_table_manager; /* network, bridge */
    char *dev;                        /* direct */
    InterfaceMode mode;               /* direct */
    Tristate managed;                 /* hostdev */
    HostPciAddress *address;          /* hostdev; (owned, nullable) */
} Plug;

/* For whom a daemon of networks does something: the guest. */
typedef struct {
    char *name, *uuid;
} NicOwner;

extern const XmlBinding nic_owner_binding;

/* Returns: (owned) the document that asks for the port @uuid for @nic of @domain.  @has_plug: with
 * what the NIC is already plugged in, for a network that no longer knows the port. */
char *network_port_request(const Interface *nic, const Domain *domain, const char *uuid,
                           bool has_plug);

/* Turns @nic, of type network, into what the port says that the network gave as @text.  To be
 * called before the guest is planned for its run; network_port_settle() comes after it.  Errors:
 * INTERNAL_ERROR when the document is not one that we understand; then @nic is unchanged. */
bool network_port_plug(Interface *nic, const char *text, GError **error);

/* Gives each NIC with a port what planning has dropped, so that the live document names network and
 * port. */
void network_port_settle(Domain *live);

/* Frees @port (nullable). */
void network_port_free(NetworkPort *port);

/* Returns: (owned, nullable) a copy of @port (nullable). */
NetworkPort *network_port_copy(const NetworkPort *port);
