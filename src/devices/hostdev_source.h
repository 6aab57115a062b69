/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_secret.h"

/*
 * The type and <source> of a <hostdev>: which host device it is.
 */
typedef enum {
    HOSTDEV_NONE,
    HOSTDEV_PCI,
    HOSTDEV_USB,
    HOSTDEV_MDEV,
    HOSTDEV_SCSI,
    HOSTDEV_SCSI_HOST,
    HOSTDEV_STORAGE, /* refused from here on */
    HOSTDEV_MISC,
    HOSTDEV_NET,
} HostdevType;

typedef enum { HOSTDEV_ADDRESS_NONE, HOSTDEV_ADDRESS_PCI, HOSTDEV_ADDRESS_USB } HostdevAddressType;

typedef struct {
    HostdevAddressType type;   /* only for <interface>: <hostdev> has its own */
    HostPciAddress pci;        /* usb: only the bus */
    OptionalUint device;       /* usb */
    OptionalUint target, unit; /* scsi */
    char *uuid;                /* mdev */
} HostdevAddress;

typedef struct {
    OptionalUint id;
} HostdevId;

typedef enum { HOSTDEV_PROTOCOL_NONE, HOSTDEV_ISCSI, HOSTDEV_VHOST } HostdevProtocol;

/* Whether a reset of the guest's port resets the device: never, only if it is not configured,
 * always. */
typedef enum {
    HOSTDEV_RESET_NONE,
    HOSTDEV_RESET_OFF,
    HOSTDEV_RESET_UNINITIALIZED,
    HOSTDEV_RESET_ON,
} HostdevGuestReset;

#define HOSTDEV_ADAPTER_PREFIX "scsi_host"
typedef struct {
    char *name; /* "scsi_host2" */
} HostdevAdapter;

typedef struct {
    HostdevId vendor, product;     /* usb */
    HostdevAddress *address;       /* (owned, nullable) */
    HostdevProtocol protocol;      /* scsi: iscsi; scsi_host: vhost */
    HostdevAdapter adapter;        /* scsi */
    char *name;                    /* iscsi */
    GPtrArray *hosts;              /* iscsi: (owned, nullable) DiskHost * */
    DiskInitiator initiator;       /* iscsi */
    DiskAuth *auth;                /* iscsi: (owned, nullable) */
    char *wwpn;                    /* scsi_host */
    int startup_policy;            /* usb: kept */
    HostdevGuestReset guest_reset; /* usb */
    OptionalInt iommu_group;       /* not XML: read from the host once */
} HostdevSource;

extern const NameTable hostdev_type_names;
extern const XmlBinding hostdev_source_binding;
/* The <address> in <source> of <interface type='hostdev'>, which has a type. */
extern const XmlBinding hostdev_nic_address_binding;

/* Fills in a PCI device's domain and IOMMU group; warns when the host has no group for it. */
void hostdev_source_complete(HostdevSource *source, HostdevType type, unsigned line,
                             const DomainContext *context, Report *report);

/* Returns: (borrowed, nullable) the PCI device that @source of that type names. */
const HostPciAddress *hostdev_source_pci(const HostdevSource *source, HostdevType type);

/* Returns: an iSCSI LUN as the source of a disk; all members are borrowed. */
DiskNetwork hostdev_source_network(const HostdevSource *source);

/* Returns: the number for AddressNeed.isolation_group. */
int hostdev_source_isolation(const HostdevSource *source);

/* Reports a source that does not identify a device.  @line: the device's. */
void hostdev_source_check(const HostdevSource *source, HostdevType type, unsigned line,
                          Report *report);

/* Whether the source identifies a device. */
bool hostdev_source_is_whole(const HostdevSource *source, HostdevType type);

/* Returns: (owned) the device's name, for messages and to compare: "0001:01:00.0", "usb 014:006",
 * "usb 0x1234:0xbebe", a UUID.  Only if hostdev_source_is_whole(). */
char *hostdev_source_text(const HostdevSource *source, HostdevType type);

/* Writes the properties that identify the device into @part. */
void hostdev_source_write(const HostdevSource *source, HostdevType type, JsonObject *part);
