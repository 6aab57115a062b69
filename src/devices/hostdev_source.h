/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * Which device of the host a <hostdev> is: its type and its <source>.
 */
typedef enum {
    HOSTDEV_NONE,
    HOSTDEV_PCI,
    HOSTDEV_USB,
    HOSTDEV_MDEV,
    HOSTDEV_SCSI, /* refused from here on */
    HOSTDEV_SCSI_HOST,
    HOSTDEV_STORAGE,
    HOSTDEV_MISC,
    HOSTDEV_NET,
} HostdevType;

typedef enum { HOSTDEV_ADDRESS_NONE, HOSTDEV_ADDRESS_PCI, HOSTDEV_ADDRESS_USB } HostdevAddressType;

typedef struct {
    HostdevAddressType type; /* of <interface> alone: <hostdev> has its own */
    HostPciAddress pci;      /* usb: the bus alone */
    OptionalUint device;     /* usb */
    char *uuid;              /* mdev */
} HostdevAddress;

typedef struct {
    OptionalUint id;
} HostdevId;

typedef struct {
    HostdevId vendor, product; /* usb */
    HostdevAddress *address;   /* (owned, nullable) */
    OptionalInt iommu_group;   /* not XML: the host's, looked up once */
} HostdevSource;

extern const NameTable hostdev_type_names;
extern const XmlBinding hostdev_source_binding;
/* The <address> in <source> of <interface type='hostdev'>, which says its type. */
extern const XmlBinding hostdev_card_address_binding;

/* Fills in a PCI device's domain and its IOMMU group; warns where the host knows none. */
void hostdev_source_complete(HostdevSource *source, HostdevType type, unsigned line,
                             const DomainContext *context, Report *report);

/* Returns: the number for AddressNeed.isolation_group. */
int hostdev_source_isolation(const HostdevSource *source);

/* Errors for what does not tell which device it is.  @line: the device's. */
void hostdev_source_check(const HostdevSource *source, HostdevType type, unsigned line,
                          Report *report);

/* Whether it tells which device it is. */
bool hostdev_source_is_whole(const HostdevSource *source, HostdevType type);

/* Returns: (owned) the device's name, for messages and to compare: "0001:01:00.0", "usb 014:006",
 * "usb 0x1234:0xbebe", a UUID.  Only for one that is whole. */
char *hostdev_source_text(const HostdevSource *source, HostdevType type);

/* Writes what QEMU finds the device by. */
void hostdev_source_write(const HostdevSource *source, HostdevType type, JsonObject *part);
