/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/address.h"
#include "domain/context.h"
#include "qemu/argv.h"
#include "qemu/part.h"
#include "xml/binding.h"

/*
 * A device of a guest, and the kinds of devices.
 *
 * Each kind is one row of a table (src/devices/device_kinds.c) that is passed to its users.  A
 * kind's struct starts with a Device, so a pointer to it is also a pointer to the Device.
 */
typedef struct Domain Domain;
typedef struct DeviceKind DeviceKind;

typedef struct {
    char *name;
} DeviceAlias;

typedef struct {
    OptionalUint order;
} DeviceBoot;

typedef struct {
    const DeviceKind *kind; /* borrowed */
    unsigned line;          /* in the document; 0: added by us */
    DeviceAlias alias;      /* the user's alias: "ua-..." */
    DeviceBoot boot;        /* <boot order=''/> */
    Address address;
    char *id;            /* QEMU's id: see domain/device_names.h */
    unsigned boot_index; /* QEMU's bootindex from 1; 0: none */
} Device;

extern const XmlBinding device_alias_binding;
extern const XmlBinding device_boot_binding;

/* The reason of <driver iommufd=''> and <iommufd>. */
#define NO_IOMMUFD N_("QEMU for ppc64 has no 'iommufd' object: VFIO has its containers")

/* Rows at the end of every kind's table.  The kind's struct has a member 'device'. */
#define DEVICE_ROWS(Struct)                                                                        \
    XML_LINE(Struct, device.line),                                                                 \
        XML_INLINE("alias", Struct, device.alias, device_alias_binding),                           \
        XML_INLINE("address", Struct, device.address, address_binding),                            \
        XML_REFUSE_ELEMENT("acpi", XML_NOT_PSERIES)
/* A further row for kinds that a guest can boot from. */
#define DEVICE_BOOT_ROW(Struct) XML_INLINE("boot", Struct, device.boot, device_boot_binding)

/* The address that a device needs, and what placement must know about it. */
typedef struct {
    AddressType type;    /* ADDRESS_NONE: the device has none */
    const char *model;   /* (borrowed) QEMU's device type: "virtio-blk-pci"; for pci the probe knows
                            its class */
    uint64_t vio_base;   /* spapr-vio: the first reg to try */
    unsigned drive_bus;  /* drive: the type of its controller; types do not share addresses */
    int isolation_group; /* pci: devices of different groups share no PHB; 0: emulated */
    const char *makes_bus;  /* (borrowed, nullable) pci: the model of the bus that the device
                               provides; such devices are placed first */
    unsigned makes_index;   /* the index of that bus */
    const char *fixed_slot; /* (borrowed, nullable) pci: the name of its fixed slot, if the machine
                               has one */
    const PciVirtualFunctions *virtual_functions; /* (static, nullable) pci: those that it brings */
    unsigned set;       /* pci: devices of one set are functions of one slot; 0: of none */
    bool is_passed_nic; /* pci: a passed-through NIC, placed right before <hostdev>s */
} AddressNeed;

/* The order in which kinds get PCI slots: libvirt's, so that a guest gets the same addresses from
 * both.  Within a kind it is the order of the devices.  Unranked kinds come after all that libvirt
 * knows, so that they move none of those. */
typedef enum {
    PLACE_UNRANKED,
    PLACE_BRIDGE,
    PLACE_FILESYSTEM,
    PLACE_INTERFACE,
    PLACE_SOUND,
    PLACE_CONTROLLER,
    PLACE_DISK,
    PLACE_PASSED_CARD,
    PLACE_HOSTDEV,
    PLACE_MEMBALLOON,
    PLACE_RNG,
    PLACE_WATCHDOG,
    PLACE_VIDEO,
    PLACE_SHMEM,
    PLACE_INPUT,
    PLACE_SERIAL,
    PLACE_VSOCK,
    PLACE_CRYPTO,
    PLACE_PANIC,
    PLACE_PSTORE,
    PLACE_LAST,
} PlacementRank;

/* The position of a device within its kind: see DeviceKind.order. */
typedef struct {
    unsigned group;
    uint64_t key;
} DeviceOrder;

/* The kind of boot device, for <os><boot dev=''/>. */
typedef enum { BOOT_AS_NOTHING, BOOT_AS_HD, BOOT_AS_CDROM, BOOT_AS_NETWORK, BOOT_AS_FLOPPY } BootAs;

/* Ranks of DeviceKind.start_rank; bridges and hubs add their depth. */
enum {
    START_PHB = 0,
    START_BRIDGE = 1,
    START_CONTROLLER = 300,
    START_HUB = 301,
    START_ON_HUB = 400, /* provides a bus and is on USB */
    START_LAST = 1000,
    START_ANYWHERE = 1001 /* QEMU gives it what the others leave */
};

struct DeviceKind {
    const XmlBinding *binding;
    PlacementRank placement_rank;
    /* Adds the implicit devices of this kind.  Called once per guest, before any complete(), in the
     * order of the kinds table; not in the papr profile.  NULL: none. */
    void (*add_implicit)(Domain *domain, const DomainContext *context);
    /* Sorts devices within the kind: groups by first appearance, and within a group by key. libvirt
     * keeps disks sorted like this, grouped by bus.  NULL: document order. */
    DeviceOrder (*order)(const Device *device);
    /* Fills in defaults; may add other devices (domain_add_device).  NULL: nothing to do. */
    void (*complete)(Device *device, Domain *domain, const DomainContext *context, Report *report);
    /* Reports errors; changes nothing.  Called after complete().  NULL: no checks. */
    void (*check)(const Device *device, const Domain *domain, const DomainContext *context,
                  Report *report);
    /* Checks that concern several devices (two of one name ...), called once per guest, so that
     * check() need not look at other devices: planning must stay near-linear.  NULL: none. */
    void (*check_all)(const Domain *domain, const DomainContext *context, Report *report);
    /* Sorts the kind's devices where order() is not enough; called before order(): once when all
     * devices are complete, for the order in which they get addresses, and with @is_placed when
     * they have them, for the order in which they are written.  NULL: nothing to do. */
    void (*arrange)(Domain *domain, bool is_placed);
    /* Assigns numbers that depend on all devices of the kind to those without one; called before
     * any id() and parts(), and again when a device was added.  NULL: nothing to do. */
    void (*number_all)(Domain *domain);
    /* Returns: the address that the device needs.  NULL: none. */
    AddressNeed (*need)(const Device *device, const Domain *domain, const DomainContext *context);
    /* The prefix of QEMU's id, before a number: "net" of "net0".  A user's alias replaces any id.
     * NULL: see id(). */
    const char *id_prefix;
    /* The prefix for one device; NULL: all have id_prefix. */
    const char *(*id_prefix_of)(const Device *device);
    /* Returns: (owned) QEMU's id of a device that is named by its place instead of a count; NULL:
     * the kind has no ids. */
    char *(*id)(const Device *device, const Domain *domain);
    /* Whether the device is counted but gets no id, since another device has it.  NULL: never. */
    bool (*has_no_id)(const Device *device);
    /* Appends the device's parts, in order.  NULL: built in, no parts. */
    void (*parts)(const Device *device, const Domain *domain, const DomainContext *context,
                  PartList *parts);
    /* Appends options that exist only on the command line ("-vnc"), so without parts and hotplug.
     * NULL: none. */
    void (*argv)(const Device *device, const Domain *domain, const DomainContext *context,
                 Argv *argv);
    /* Appends QMP commands to run before the guest runs, for what the command line cannot express;
     * each is an object with "execute" and "arguments".  NULL: none. */
    void (*commands)(const Device *device, JsonArray *commands);
    /* Reads the number by which other devices refer to it (a controller's index), and in @group the
     * set that the number is unique in, below DEVICE_INDEX_GROUPS.  Returns: false when it has none
     * yet.  NULL: no device refers to this kind. */
    bool (*number)(const Device *device, unsigned *group, uint64_t *number);
    /* Returns: KiB of memory that the device adds, as part of the guest's <memory>; with @context
     * NULL as the document states them.  NULL: none. */
    uint64_t (*memory_kib)(const Device *device, const DomainContext *context);
    /* Rounds the size of that memory to what QEMU is given.  NULL: it is that already. */
    void (*settle_memory)(Device *device, const DomainContext *context);
    /* Returns: (static, nullable) a -machine switch that the device needs on ("nvdimm").  NULL:
     * none. */
    const char *(*machine_switch)(const Device *device);
    /* Whether QEMU itself starts a program for the device (qemu-bridge-helper), which its sandbox
     * must then allow.  NULL: never. */
    bool (*spawns)(const Device *device);
    /* Returns: (borrowed, nullable) the host's PCI device that is passed through as this one; NULL:
     * this one is not.  NULL: none of the kind is. */
    const HostPciAddress *(*host_pci)(const Device *device);
    /* Returns: (static, nullable) the helper process that the device needs ("virtiofsd"), started
     * before QEMU by whoever starts QEMU.  NULL: none. */
    const char *(*helper)(const Device *device);
    /* Returns: (owned) the socket at which QEMU expects that process; devices with the same socket
     * share one process.  Called when devices have their ids.  For kinds with a helper(). */
    char *(*helper_socket)(const Device *device, const DomainContext *context);
    /* Returns: the kind of boot device.  NULL: cannot be booted from. */
    BootAs (*boot_as)(const Device *device);
    /* QEMU creates devices in the order of its options, so a bus must come before the devices on
     * it: smaller ranks first.  NULL: START_LAST. */
    unsigned (*start_rank)(const Device *device, const Domain *domain);
    /* Frees members that no binding row owns.  NULL: there are none. */
    void (*clear)(Device *device);
    /* Completes the copy @device of @from, whose rows are already copied: copies what clear()
     * frees, and redirects pointers into the guest @from_domain to the same devices of @domain.
     * NULL: nothing to do. */
    void (*copy)(Device *device, const Device *from, const Domain *domain,
                 const Domain *from_domain);
};

/* Returns: (owned) an empty device of @kind. */
Device *device_new(const DeviceKind *kind);
void device_free(Device *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Device, device_free)

/* Returns: (owned) a copy of @from, including its id.  It does not call the kind's copy(), which is
 * for the caller that copies the whole guest. */
Device *device_clone(const Device *from);

/* The element's name: "disk". */
const char *device_name(const Device *device);
