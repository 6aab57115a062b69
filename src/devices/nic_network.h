/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * Settings of the host's network for an <interface>: shaping, VLANs, switch ports, filters.
 *
 * QEMU gets none of them: whoever opens the host's end of the NIC applies them.
 */
typedef struct {
    unsigned line;
    OptionalUint average, peak, floor; /* KiB/s */
    OptionalUint burst;                /* KiB */
} BandwidthLimit;

typedef struct {
    BandwidthLimit inbound, outbound; /* from the guest's view */
} NicBandwidth;

typedef struct {
    OptionalUint max;
} CoalesceFrames;

typedef struct {
    CoalesceFrames frames;
} CoalesceRx;

typedef struct {
    CoalesceRx rx;
} NicCoalesce;

typedef enum { VLAN_MODE_NONE, VLAN_MODE_TAGGED, VLAN_MODE_UNTAGGED } VlanMode;

typedef struct {
    OptionalUint id;
    VlanMode native_mode;
} VlanTag;

typedef struct {
    Tristate trunk;
    GPtrArray *tags; /* (owned, nullable) VlanTag * */
} NicVlan;

typedef enum {
    VIRTUAL_PORT_NONE,
    VIRTUAL_PORT_QBG,
    VIRTUAL_PORT_QBH,
    VIRTUAL_PORT_OPENVSWITCH,
    VIRTUAL_PORT_MIDONET,
} VirtualPortType;

typedef struct {
    OptionalUint manager_id, type_id, type_id_version;
    char *instance_id, *interface_id; /* uuids */
    char *profile_id;
} VirtualPortParameters;

typedef struct {
    VirtualPortType type;
    VirtualPortParameters parameters;
} VirtualPort;

typedef struct {
    char *name, *value;
} FilterParameter;

typedef struct {
    char *filter;
    GPtrArray *parameters; /* (owned, nullable) FilterParameter * */
} NicFilter;

typedef struct {
    Tristate isolated;
} NicPort;

typedef struct {
    NicVlan *vlan;             /* (owned, nullable) */
    VirtualPort *virtual_port; /* (owned, nullable) without a type: the network's */
    NicBandwidth *bandwidth;   /* (owned, nullable) */
    NicPort port;
    NicFilter filter;
    NicCoalesce coalesce;
} NicNetwork;

extern const XmlBinding nic_bandwidth_binding, nic_coalesce_binding, nic_vlan_binding,
    nic_virtual_port_binding, nic_filter_binding, nic_port_binding;

/* Fills in the ids of a virtual port, derived from the guest's @uuid (nullable) and the NIC's @mac,
 * and drops empty settings. */
void nic_network_complete(NicNetwork *network, const char *uuid, const char *mac);

/* What a type of <interface> supports of it. */
typedef struct {
    const char *type;   /* for messages: "bridge" */
    bool is_of_network; /* which may have more to say */
    bool has_coalesce, has_isolation, has_filter;
    bool has_bandwidth;    /* else it is only kept */
    bool has_virtual_port; /* and VLANs, if the switch supports them */
} NicNetworkRules;

/* Reports errors for unsupported settings and warnings for settings without effect. */
void nic_network_check(const NicNetwork *network, const NicNetworkRules *rules, unsigned line,
                       Report *report);
