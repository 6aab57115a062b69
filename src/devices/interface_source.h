/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev_source.h"

/*
 * What the host's end of an <interface> is connected to: its type and its <source>.
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

typedef struct {
    char *address;
    OptionalUint port;
} InterfaceLocal;

typedef struct {
    char *bridge;          /* bridge: the host's bridge, "br0" */
    char *address;         /* server, client, mcast, udp */
    OptionalUint port;     /* the same */
    InterfaceLocal local;  /* udp */
    HostdevSource hostdev; /* hostdev: its address alone */
} InterfaceSource;

extern const NameTable interface_type_names;
extern const XmlBinding interface_source_binding;

/* Errors for what the type needs and has not, or has and knows nothing of. */
void interface_source_check(const InterfaceSource *source, InterfaceType type, unsigned line,
                            Report *report);

/* Writes what of -netdev says where the other end is. */
void interface_source_write(const InterfaceSource *source, InterfaceType type, JsonObject *part);
