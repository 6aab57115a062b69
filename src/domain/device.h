/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/address.h"
#include "domain/context.h"
#include "qemu/argv.h"
#include "qemu/part.h"
#include "xml/binding.h"

/*
 * A device of a guest, and the kind that it is of.
 *
 * Each kind is one row of one table (src/devices/device_kinds.c), which is handed to whoever needs
 * it.  A kind's struct starts with a Device, so that a pointer to one is a pointer to the other.
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
    DeviceAlias alias;      /* what the user wrote: "ua-..." */
    DeviceBoot boot;        /* <boot order=''/> */
    Address address;
    char *id;            /* QEMU's id: see domain/device_names.h */
    unsigned boot_index; /* QEMU's bootindex from 1; 0: none */
} Device;

extern const XmlBinding device_alias_binding;
extern const XmlBinding device_boot_binding;

/* The rows that every kind has, at the end of its table. The kind's struct has a member 'device'.
 */
#define DEVICE_ROWS(Struct)                                                                        \
    XML_LINE(Struct, device.line),                                                                 \
        XML_INLINE("alias", Struct, device.alias, device_alias_binding),                           \
        XML_INLINE("address", Struct, device.address, address_binding),                            \
        XML_REFUSE_ELEMENT("acpi", XML_NOT_PSERIES)
/* And of those that can be booted from. */
#define DEVICE_BOOT_ROW(Struct) XML_INLINE("boot", Struct, device.boot, device_boot_binding)

/* The address that a device needs, and what choosing one depends on. */
typedef struct {
    AddressType type;  /* ADDRESS_NONE: the device has none */
    const char *model; /* (borrowed) the QEMU device type: "virtio-blk-pci"; for pci: its class is
                        * the   probe's */
    uint64_t vio_base; /* spapr-vio: the first reg to try */
    unsigned
        drive_bus; /* drive: the type of its controller; those of different types do not meet */
    int isolation_group;    /* pci: devices of different groups share no PHB; 0: emulated */
    const char *makes_bus;  /* (borrowed, nullable) pci: a model of the machine's rows; what makes a
                             * bus is placed before all others */
    unsigned makes_index;   /* the index of that bus */
    const char *fixed_slot; /* (borrowed, nullable) pci: by which name the machine may have a place
                             * for it */
    unsigned set;           /* pci: devices of one set are functions of one slot; 0: of none */
    bool is_passed_nic;     /* pci: a NIC of the host's, placed right before <hostdev>s */
} AddressNeed;

/* The order in which kinds are given PCI slots: stock libvirt's, so that a guest gets the same
 * addresses from both.  Within a kind it is the order of the devices.  A kind that says nothing
 * comes after all that stock libvirt knows, so that it moves none of them. */
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
    PLACE_LAST,
} PlacementRank;

/* Where a device stands among its kind: see DeviceKind.order. */
typedef struct {
    unsigned group;
    uint64_t key;
} DeviceOrder;

/* What a device can be booted as, for <os><boot dev=''/>. */
typedef enum { BOOT_AS_NOTHING, BOOT_AS_HD, BOOT_AS_CDROM, BOOT_AS_NETWORK, BOOT_AS_FLOPPY } BootAs;

/* Ranks of DeviceKind.start_rank; bridges and hubs add how deep they are. */
enum {
    START_PHB = 0,
    START_BRIDGE = 1,
    START_CONTROLLER = 300,
    START_HUB = 301,
    START_ON_HUB = 400, /* what makes a bus and sits on USB */
    START_LAST = 1000
};

struct DeviceKind {
    const XmlBinding *binding;
    PlacementRank placement_rank;
    /* Adds what every pseries guest has of this kind unless its document says otherwise.  Called
     * once a guest, before any complete() in the order of the kinds table; not in the papr profile.
     * NULL: nothing. */
    void (*add_implicit)(Domain *domain, const DomainContext *context);
    /* libvirt keeps disks sorted: groups (those of one bus) in the order in which they first
     * appear, and within a group by this key.  NULL: the document's order. */
    DeviceOrder (*order)(const Device *device);
    /* Fills in what was not given; may add other devices (domain_add_device).  NULL: nothing. */
    void (*complete)(Device *device, Domain *domain, const DomainContext *context, Report *report);
    /* Reports what cannot be; changes nothing.  Called after complete().  NULL: nothing. */
    void (*check)(const Device *device, const Domain *domain, const DomainContext *context,
                  Report *report);
    /* The same for what concerns several devices (two of one name ...); called once a guest, so
     * that check() need not look at its neighbours: planning must stay near-linear.  NULL: nothing.
     */
    void (*check_all)(const Domain *domain, const DomainContext *context, Report *report);
    /* Puts its devices into the order that a document keeps, where order() cannot tell it; called
     * once a guest, when all have their addresses.  NULL: nothing. */
    void (*settle)(Domain *domain);
    /* Gives those of its devices that have none numbers that depend on all of them; called before
     * any id() and parts(), and again when a device has joined.  NULL: nothing. */
    void (*number_all)(Domain *domain);
    /* NULL: no address. */
    AddressNeed (*need)(const Device *device, const Domain *domain, const DomainContext *context);
    /* What QEMU's id of such a device is made of, before a number: "net" of "net0".  A user's alias
     * takes the place of any id.  NULL: see id(). */
    const char *id_prefix;
    /* The same of one device; NULL: all have id_prefix. */
    const char *(*id_prefix_of)(const Device *device);
    /* Returns: (owned) QEMU's id of a device that is not counted but named after its place; NULL:
     * it is not a thing with an id. */
    char *(*id)(const Device *device, const Domain *domain);
    /* Whether the device is counted and gets no id all the same: another has it.  NULL: never. */
    bool (*has_no_id)(const Device *device);
    /* Appends what QEMU is to be given, in order.  NULL: built in, nothing to give. */
    void (*parts)(const Device *device, const Domain *domain, const DomainContext *context,
                  PartList *parts);
    /* Appends what QEMU takes only as an option of its command line, so that there is no part for
     * it and no hotplug ("-vnc").  NULL: nothing. */
    void (*argv)(const Device *device, const Domain *domain, const DomainContext *context,
                 Argv *argv);
    /* Appends what QEMU's monitor is to be told before the guest runs, for which the command line
     * has no words; each is an object in QMP's form ("execute", "arguments").  NULL: nothing. */
    void (*commands)(const Device *device, JsonArray *commands);
    /* Gives the number by which other devices refer to it (a controller's index), and in @group
     * what it is one of, below DEVICE_INDEX_GROUPS.  Returns: false when it has none, or not yet.
     * NULL: nobody refers to it. */
    bool (*number)(const Device *device, unsigned *group, uint64_t *number);
    /* Returns: KiB of memory that the device brings, which are part of the guest's <memory>; NULL:
     * none. */
    uint64_t (*memory_kib)(const Device *device, const DomainContext *context);
    /* Makes the size of that memory what QEMU is given for it.  NULL: it is that already. */
    void (*settle_memory)(Device *device, const DomainContext *context);
    /* Returns: (nullable) a switch of -machine that the device needs to be on ("nvdimm"); NULL:
     * none. */
    const char *(*machine_switch)(const Device *device);
    /* Whether QEMU starts a program of its own for the device (a bridge's helper), which its
     * sandbox must then let it.  NULL: never. */
    bool (*spawns)(const Device *device);
    /* Returns: (nullable) the program of the guest's own that must run beside QEMU for the device
     * ("virtiofsd"); whoever starts QEMU starts it before.  NULL: none. */
    const char *(*helper)(const Device *device);
    /* Returns: (owned) the socket at which QEMU expects that program; those of one socket are one.
     * Called once the devices have their ids.  For the kinds that have a helper(). */
    char *(*helper_socket)(const Device *device, const DomainContext *context);
    /* NULL: cannot be booted from. */
    BootAs (*boot_as)(const Device *device);
    /* QEMU makes devices in the order of its options, so what makes a bus goes before what sits on
     * it: smaller ranks first.  NULL: START_LAST. */
    unsigned (*start_rank)(const Device *device, const Domain *domain);
    /* Frees what no binding row owns.  NULL: nothing. */
    void (*clear)(Device *device);
    /* Gives @device, a copy of @from whose rows are its own already, its own of what clear() frees,
     * and points what points into the guest @from_domain to the same in @domain, which has the same
     * devices.  NULL: there is no such thing. */
    void (*copy)(Device *device, const Device *from, const Domain *domain,
                 const Domain *from_domain);
};

/* Returns: (owned) an empty device of @kind. */
Device *device_new(const DeviceKind *kind);
void device_free(Device *device);

/* Returns: (owned) a copy of @from, its id included.  What a kind's copy() does is left to whoever
 * copies the guest. */
Device *device_clone(const Device *from);

/* The element's name: "disk". */
const char *device_name(const Device *device);
