/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface_source.h"
#include "devices/nic_driver.h"
#include "devices/nic_model.h"
#include "devices/nic_network.h"
#include "devices/rom.h"
#include "devices/teaming.h"
#include "domain/domain.h"

/*
 * <interface>: a NIC and what it is connected to on the host.
 */
typedef enum { LINK_NONE, LINK_UP, LINK_DOWN } LinkState;

typedef enum { MAC_TYPE_NONE, MAC_GENERATED, MAC_STATIC } InterfaceMacType;

typedef struct {
    char *address;         /* lower case, with colons */
    InterfaceMacType type; /* for other hypervisors, as is 'check' */
    Tristate check;
} InterfaceMac;

typedef struct {
    char *type;
} InterfaceModel;

typedef struct {
    char *dev;        /* ethernet: the host's name for the tap device */
    Tristate managed; /* no: it is there already */
} InterfaceTarget;

typedef struct {
    char *path;
} InterfaceScript;

typedef struct {
    LinkState state;
} InterfaceLink;

typedef struct {
    OptionalUint size;
} InterfaceMtu;

typedef struct {
    OptionalUint sndbuf; /* bytes */
} InterfaceTune;

/* What is opened for a NIC, in place of the usual devices. */
typedef struct {
    char *tap, *vhost;
} InterfaceBackend;

/* A name for the NIC inside a container: kept. */
typedef struct {
    char *dev, *actual;
} InterfaceGuest;

typedef struct {
    char *name;
} InterfaceBackendDomain;

typedef struct {
    Device device;
    InterfaceType type;
    Tristate managed; /* hostdev: taken from its driver and given back */
    Tristate trust_guest_rx_filters;
    InterfaceSource source;
    InterfaceMac mac;
    NicAddresses addresses;                /* user: the network that the guest is in */
    GPtrArray *port_forwards;              /* user: (owned, nullable) NicPortForward * */
    InterfaceBackendDomain backend_domain; /* Xen's: kept */
    InterfaceModel model;
    InterfaceTarget target;
    InterfaceGuest guest;
    InterfaceScript script, downscript; /* ethernet */
    InterfaceLink link;
    InterfaceMtu mtu;
    InterfaceTune tune;
    InterfaceBackend backend;
    Teaming teaming;
    NicNetwork network;
    NicDriver *driver; /* (owned, nullable) */
    Rom rom;
    /* Of a running guest, when whoever starts it has opened the host's end himself: descriptors
     * that QEMU inherits, "12" or "12:13"; (owned, nullable). */
    char *tap_fds, *vhost_fds;
} Interface;

extern const DeviceKind interface_kind;

/* What each type can have; a row without a backend is a type that is refused. */
typedef struct {
    const char *backend; /* QEMU's type of -netdev */
    const char *refusal; /* N_(), when the type is not supported */
    bool has_tap;        /* the host's end is a tap device, with a name and a send buffer */
    bool has_script, has_mtu, has_queues;
    bool needs_virtio; /* the other end speaks virtio, so that the guest's has to */
    bool needs_daemon; /* QEMU cannot connect its end: whoever starts it does */
} InterfaceTypeRules;

/* Returns: (borrowed) those of @type. */
const InterfaceTypeRules *interface_type_rules(InterfaceType type);

/* True for a NIC with a tap device at the host's end. */
bool interface_has_tap(const Interface *nic);

/* Queues of that tap device: 1 unless the guest can use more. */
unsigned interface_n_queues(const Interface *nic);

/* Gives a MAC to each NIC that has none, which no other of the guest has.  It depends on the guest
 * and on what it has, so that a document is completed alike each time. */
void interface_make_macs(Domain *domain);
