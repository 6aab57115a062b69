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
 * <interface>: a NIC and its connection on the host.
 */
typedef enum { LINK_NONE, LINK_UP, LINK_DOWN } LinkState;

typedef enum { MAC_TYPE_NONE, MAC_GENERATED, MAC_STATIC } InterfaceMacType;

typedef struct {
    char *address;         /* lower case, with colons */
    InterfaceMacType type; /* for other hypervisors, like 'check' */
    Tristate check;
    char *current; /* of a running guest: complete() drops it */
} InterfaceMac;

typedef struct {
    char *type;
} InterfaceModel;

typedef struct {
    char *dev;        /* ethernet: the host's name for the tap device */
    Tristate managed; /* no: it already exists */
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

typedef enum { BACKEND_NONE, BACKEND_DEFAULT, BACKEND_PASST } InterfaceBackendType;

typedef struct {
    InterfaceBackendType type; /* user, vhostuser */
    char *tap, *vhost;         /* device nodes that replace /dev/net/tun and /dev/vhost-net */
    char *log_file;            /* of passt, as the next */
    char *host_name, *fqdn;
} InterfaceBackend;

/* A name of the NIC inside a container: only kept. */
typedef struct {
    char *dev, *actual;
} InterfaceGuest;

typedef struct {
    char *name;
} InterfaceBackendDomain;

/* What a virtual network gave the NIC for one run, see network_port.h. */
typedef struct NetworkPort NetworkPort;

typedef struct {
    Device device;
    InterfaceType type;
    Tristate managed; /* hostdev: detached from its host driver and reattached */
    Tristate trust_guest_rx_filters;
    InterfaceSource source;
    InterfaceMac mac;
    NicAddresses addresses;                /* user: the guest's network */
    GPtrArray *port_forwards;              /* user: (owned, nullable) NicPortForward * */
    InterfaceBackendDomain backend_domain; /* Xen's: only kept */
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
    /* Of a running guest: the descriptors of the host's end that QEMU inherits, "12" or "12:13";
     * (owned, nullable). */
    char *tap_fds, *vhost_fds;
    NetworkPort *port; /* not XML: of a NIC that is started; (owned, nullable) */
} Interface;

extern const DeviceKind interface_kind;

/* Properties of each type; a row without a backend is a refused type. */
typedef struct {
    const char *backend; /* QEMU's type of -netdev */
    const char *refusal; /* N_(), when the type is not supported */
    bool has_tap;        /* the host's end is a tap, with a name and a send buffer */
    bool has_script, has_mtu, has_queues;
    bool needs_virtio; /* the other end speaks virtio, so the NIC must be virtio */
    bool needs_daemon; /* QEMU cannot connect it; the daemon does */
} InterfaceTypeRules;

/* Returns: (static) the properties of @type. */
const InterfaceTypeRules *interface_type_rules(InterfaceType type);

/* True for a NIC whose host device the daemon can limit (<bandwidth>). */
bool interface_has_shaping(const Interface *nic);

/* Returns: the type of NIC that @nic is to QEMU: one of a network that runs is on a bridge. */
InterfaceType interface_connection(const Interface *nic);

/* True for a NIC with a tap as its host device. */
bool interface_has_tap(const Interface *nic);

/* Returns: the number of queues of that tap: 1 unless the guest can use more. */
unsigned interface_n_queues(const Interface *nic);

/* Assigns a MAC that is unique in the guest to each NIC without one.  It is derived from the
 * guest's UUID and the NIC's position, so that a document is always completed in the same way. */
void interface_make_macs(Domain *domain);
