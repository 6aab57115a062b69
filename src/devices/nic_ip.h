/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * <ip>, <route> and <portForward> of an <interface>: addresses of its guest or host end.
 */
typedef enum { NIC_FAMILY_NONE, NIC_FAMILY_IPV4, NIC_FAMILY_IPV6 } NicFamily;
typedef enum { NIC_PROTOCOL_NONE, NIC_PROTOCOL_TCP, NIC_PROTOCOL_UDP } NicProtocol;

typedef struct {
    char *address;
    NicFamily family;
    OptionalUint prefix;
    char *peer;
} NicIp;

typedef struct {
    NicFamily family;
    char *address, *netmask, *gateway;
    OptionalUint prefix, metric;
} NicRoute;

typedef struct {
    OptionalUint start, end; /* ports of the host */
    OptionalUint to;         /* the guest's port for 'start'; not given: the same */
    Tristate exclude;
} NicPortRange;

typedef struct {
    NicProtocol protocol;
    char *address, *dev; /* of the host */
    GPtrArray *ranges;   /* (owned, nullable) NicPortRange * */
} NicPortForward;

/* Addresses and routes in an <interface> (guest end) or its <source> (host end). */
typedef struct {
    GPtrArray *ips;    /* (owned, nullable) NicIp * */
    GPtrArray *routes; /* (owned, nullable) NicRoute * */
} NicAddresses;

extern const XmlBinding nic_ip_binding, nic_route_binding, nic_port_forward_binding;

#define NIC_ADDRESS_ROWS(Struct, member)                                                           \
    XML_LIST("ip", Struct, member.ips, nic_ip_binding),                                            \
        XML_LIST("route", Struct, member.routes, nic_route_binding)

/* Returns: true when there is at least one address or route. */
bool nic_addresses_is_set(const NicAddresses *addresses);

/* Fills in the family of each address that has none. */
void nic_addresses_complete(NicAddresses *addresses);

/* Reports invalid addresses. */
void nic_addresses_check(const NicAddresses *addresses, unsigned line, Report *report);

/* Reports ranges of ports that cannot be.  @forwards: (nullable) NicPortForward *. */
void nic_port_forwards_check(const GPtrArray *forwards, unsigned line, Report *report);

/* Reports what QEMU's user network cannot do: it has one IPv4 and one IPv6 network, and forwards
 * single ports.  @forwards: (nullable) NicPortForward *. */
void nic_user_network_check(const NicAddresses *addresses, const GPtrArray *forwards, unsigned line,
                            Report *report);

/* Writes both into the part of a user network. */
void nic_user_network_write(const NicAddresses *addresses, const GPtrArray *forwards,
                            JsonObject *part);
