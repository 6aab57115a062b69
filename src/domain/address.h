/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/*
 * The address of a device: libvirt's <address> element.
 *
 * One struct for all types; address_check() says which members belong to which.  A PCI address's
 * bus is the index of a PCI controller (libvirt's formatdomain, "Device addresses"), not a number
 * that the guest sees.
 */
typedef enum {
    ADDRESS_NONE, /* not given */
    ADDRESS_PCI,
    ADDRESS_SPAPR_VIO,
    ADDRESS_DRIVE,
    ADDRESS_USB,
    ADDRESS_VIRTIO_SERIAL,
    ADDRESS_DIMM,
    ADDRESS_CCID,
} AddressType;

/* Virtual functions that a PCI card has on its bus: where on the bus, slot * 8 + function, the
 * first one is behind the card, each other one behind the last, and how many there are. */
typedef struct {
    unsigned offset, stride, n;
} PciVirtualFunctions;

typedef struct {
    AddressType type;
    unsigned line;
    OptionalUint domain, slot, function; /* pci; dimm, ccid: slot */
    Tristate multifunction;              /* pci */
    OptionalUint bus;                    /* pci, drive, usb, virtio-serial */
    OptionalUint controller;             /* drive, virtio-serial, ccid */
    OptionalUint target, unit;           /* drive */
    char *port;                          /* usb: "1.2"; virtio-serial: a number */
    OptionalUint reg;                    /* spapr-vio */
    OptionalUint base;                   /* dimm: offset in the guest's memory */
} Address;

extern const NameTable address_type_names;
extern const XmlBinding address_binding;

/* The address of a device of the host: <source><address/></source>, without a type. */
typedef struct {
    OptionalUint domain, bus, slot, function;
    unsigned line;
} HostPciAddress;

extern const XmlBinding host_pci_address_binding;

/* Reports members that do not belong to the type or are out of its range. */
void address_check(const Address *address, Report *report);

/* True when nothing is left to choose. */
bool address_is_complete(const Address *address);

/* True for a drive's address that names a controller and no place there: QEMU is to choose it. */
bool address_is_open_drive(const Address *address);

/* Returns: (owned) for messages: "0000:00:01.0", "reg 0x1000", "usb 0:1.2". */
char *address_text(const Address *address);
