/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface_source.h"
#include "devices/nic_driver.h"
#include "devices/nic_model.h"
#include "devices/rom.h"
#include "domain/domain.h"

/*
 * <interface>: a network card and what it is connected to on the host.
 */
typedef enum { LINK_NONE, LINK_UP, LINK_DOWN } LinkState;

typedef struct {
    char *address; /* lower case, with colons */
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
    Device device;
    InterfaceType type;
    Tristate managed; /* hostdev: taken from its driver and given back */
    InterfaceSource source;
    InterfaceMac mac;
    InterfaceModel model;
    InterfaceTarget target;
    InterfaceScript script, downscript; /* ethernet */
    InterfaceLink link;
    InterfaceMtu mtu;
    NicDriver driver;
    Rom rom;
    /* Of a running guest, when whoever starts it has opened the host's end himself: descriptors
     * that QEMU inherits, "12" or "12:13"; (owned, nullable). */
    char *tap_fds, *vhost_fds;
} Interface;

extern const DeviceKind interface_kind;

/* True for a card with a tap device at the host's end. */
bool interface_has_tap(const Interface *card);

/* Queues of that tap device: 1 unless the guest can use more. */
unsigned interface_n_queues(const Interface *card);

/* Gives a MAC to each card that has none, which no other of the guest has.  It depends on the guest
 * and on what it has, so that a document is completed alike each time. */
void interface_make_macs(Domain *domain);
