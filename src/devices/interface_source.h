/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev_source.h"
#include "devices/nic_ip.h"

/*
 * The type and <source> of an <interface>: its connection on the host.
 */
typedef enum {
    INTERFACE_NONE,
    INTERFACE_USER,
    INTERFACE_BRIDGE,
    INTERFACE_ETHERNET,
    INTERFACE_NETWORK,
    INTERFACE_DIRECT,
    INTERFACE_HOSTDEV,
    INTERFACE_VHOSTUSER,
    INTERFACE_SERVER,
    INTERFACE_CLIENT,
    INTERFACE_MCAST,
    INTERFACE_UDP,
    INTERFACE_INTERNAL,
    INTERFACE_VDPA,
    INTERFACE_NULL,
    INTERFACE_VDS,
} InterfaceType;

/* The macvtap mode of a direct interface, or the socket mode of a vhostuser one. */
typedef enum {
    INTERFACE_MODE_NONE,
    INTERFACE_MODE_VEPA,
    INTERFACE_MODE_BRIDGE,
    INTERFACE_MODE_PRIVATE,
    INTERFACE_MODE_PASSTHROUGH,
    INTERFACE_MODE_SERVER,
    INTERFACE_MODE_CLIENT,
} InterfaceMode;

typedef enum { INTERFACE_SOCKET_NONE, INTERFACE_SOCKET_UNIX } InterfaceSocketType;

typedef struct {
    char *address;
    OptionalUint port;
} InterfaceLocal;

typedef struct {
    Tristate enabled;
    OptionalUint timeout; /* seconds */
} InterfaceReconnect;

typedef struct {
    char *bridge;              /* bridge: the host's bridge, "br0" */
    char *network, *portgroup; /* network */
    char *dev;                 /* direct: the host's device; vdpa: its path */
    InterfaceMode mode;
    InterfaceSocketType socket_type; /* vhostuser */
    char *path;                      /* vhostuser */
    InterfaceReconnect *reconnect;   /* vhostuser in mode client; (owned, nullable) */
    char *address;                   /* server, client, mcast, udp */
    OptionalUint port;               /* the same */
    InterfaceLocal *local;           /* udp; (owned, nullable) */
    HostdevSource hostdev;           /* hostdev: only its address */
    NicAddresses addresses;          /* ethernet: of the host's end */
    /* Written by libvirt for a running guest, and dropped when it is defined. */
    char *port_id, *mac_table_manager;
} InterfaceSource;

extern const NameTable interface_type_names, interface_mode_names;
extern const XmlBinding interface_source_binding;

/* Fills in the type's defaults, and drops values of a run. */
void interface_source_complete(InterfaceSource *source, InterfaceType type);

/* Reports what the type needs and what it does not have. */
void interface_source_check(const InterfaceSource *source, InterfaceType type, unsigned line,
                            Report *report);

/* Writes the members of -netdev that identify the other end. */
void interface_source_write(const InterfaceSource *source, InterfaceType type, JsonObject *part);

/* Writes the socket of a vhostuser interface into its chardev part. */
void interface_source_write_socket(const InterfaceSource *source, JsonObject *part);
