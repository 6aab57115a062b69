/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/*
 * What a QEMU has and where: its machine, host bridges, processors and devices.
 *
 * It is read from a QEMU (readback.h), from a definition's metadata (domain/extension.h), or says
 * what a planned guest's QEMU must have (plan/expectation.h).  In the last two a member may be
 * missing: then nothing is said of it.  Nothing in it is a path of QEMU's object tree.
 *
 *   <pseries:placement version='7.2.22' machine='pseries-7.2'>
 *     <pseries:capability name='cap-htm' value='off'/>
 *     <pseries:phb index='0' node='-1' extended-config='yes' .../>
 *     <pseries:core id='0' node='0'/>
 *     <pseries:device id='net0' type='virtio-net-pci' phb='0' slot='1' function='0' .../>
 *   </pseries:placement>
 *
 * The struct of each element has one table (xml/binding.h) that reads, writes, copies and compares.
 */

/* An option of the machine that the guest sees, as it is in effect. */
typedef struct {
    char *name;  /* "cap-htm", "ic-mode" */
    char *value; /* "on", "workaround", "65536"; "" is one, too */
} PlacementCapability;

/* A PCI host bridge.  Sizes and addresses are in bytes. */
typedef struct {
    OptionalUint index;
    OptionalInt node; /* -1: on no NUMA node */
    Tristate has_extended_config_space, has_dynamic_reconfiguration;
    OptionalUint io_window, memory_window, memory64_window; /* sizes */
    Tristate has_dynamic_dma_windows;
    OptionalUint dma_address, dma_size, dma64_address;
    OptionalUint page_sizes; /* a mask */
} PlacementPhb;

/* A processor core. */
typedef struct {
    OptionalUint id;
    OptionalInt node; /* -1: QEMU says none */
    char *type;       /* "power9_v2.0-spapr-cpu-core" */
} PlacementCore;

/* A device.  What its type does not have is not given. */
typedef struct {
    char *id; /* NULL: nobody named it */
    char *type;
    char *bus;                         /* QEMU's name of its bus: "scsi0.0", "usb.0", "pci.1"; not
                                          given on a PHB, whose index says it, and on spapr-vio */
    OptionalUint phb;                  /* pci: index of the host bridge above it */
    OptionalUint slot, function;       /* pci; slot: of a memory module, too */
    Tristate is_multifunction;         /* pci */
    OptionalUint chassis;              /* bridge */
    Tristate has_rom;                  /* pci: an option ROM; not given where QEMU does not tell */
    OptionalUint reg;                  /* spapr-vio */
    OptionalUint channel, target, lun; /* scsi */
    OptionalUint port_number;          /* virtio-serial */
    char *port;                        /* usb: "1.2" */
    OptionalUint address, size, node;  /* memory module: in bytes */
    char *mac;                         /* NIC: lower case */
} PlacementDevice;

typedef struct {
    char *version;           /* of QEMU: for who reads it, never compared */
    char *machine;           /* the machine's own name, not an alias */
    GPtrArray *capabilities; /* (owned, nullable) PlacementCapability *, by name */
    GPtrArray *phbs;         /* (owned, nullable) PlacementPhb *, by index */
    GPtrArray *cores;        /* (owned, nullable) PlacementCore *, by id; NULL: nothing is known */
    GPtrArray *devices;      /* (owned, nullable) PlacementDevice *, in no particular order */
    bool is_partial;         /* not in the document: a QEMU may have more than is stated here */
} Placement;

extern const XmlBinding placement_binding;
extern const XmlBinding placement_capability_binding;
extern const XmlBinding placement_phb_binding;
extern const XmlBinding placement_core_binding;
extern const XmlBinding placement_device_binding;

/* Returns: (owned) an empty one. */
Placement *placement_new(void);
void placement_free(Placement *placement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Placement, placement_free)

/* Each appends an empty item.  Returns: (borrowed) it. */
PlacementCapability *placement_add_capability(Placement *placement, const char *name);
PlacementPhb *placement_add_phb(Placement *placement);
PlacementCore *placement_add_core(Placement *placement);
PlacementDevice *placement_add_device(Placement *placement);

/* Returns: (borrowed, nullable) the device of that id. */
PlacementDevice *placement_find_device(const Placement *placement, const char *id);

/* Puts all lists into the order in which they are written: the same QEMU is written the same,
 * whatever order it lists its devices in. */
void placement_sort(Placement *placement);

/* Returns: (owned) the element as a document of its own, with a newline at its end; all in it
 * sorted as it is. */
char *placement_format(const Placement *placement);

/* Reports what no QEMU has: two host bridges of one index, two devices of one id or in one place.
 * @line: where the element starts. */
void placement_check(const Placement *placement, unsigned line, Report *report);
