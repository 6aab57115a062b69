/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "qemu/capabilities.h"

/*
 * The machine types as rows of a table: their PCI buses, the buses added when those are full,
 * devices in fixed slots, and the defaults of a guest.
 *
 * No other code tests for a machine's name; it reads the row.
 */

/* Kinds of PCI plug.  A device has one of them, a bus takes some. */
enum {
    PLUG_CONVENTIONAL = 1 << 0, /* an endpoint of PCI */
    PLUG_EXPRESS = 1 << 1,      /* an endpoint of PCI Express */
    PLUG_PCI_BRIDGE = 1 << 2,
    PLUG_ROOT_PORT = 1 << 3,
    PLUG_EXPRESS_BRIDGE = 1 << 4, /* pcie-to-pci-bridge */
    PLUG_DMI_BRIDGE = 1 << 5,
    PLUG_UPSTREAM_PORT = 1 << 6,
    PLUG_DOWNSTREAM_PORT = 1 << 7,
    PLUG_EXPANDER = 1 << 8,
    PLUG_EXPRESS_EXPANDER = 1 << 9,
    PLUG_ENDPOINTS = PLUG_CONVENTIONAL | PLUG_EXPRESS,
};

/* Which numbers a PCI controller has in its <target>. */
typedef enum {
    BUS_NUMBERS_NONE,
    BUS_NUMBERS_INDEX,        /* index: a host bridge of several */
    BUS_NUMBERS_CHASSIS_NR,   /* chassisNr */
    BUS_NUMBERS_CHASSIS_PORT, /* chassis and port */
    BUS_NUMBERS_BUS_NR,       /* busNr */
} BusNumbers;

/* A model of PCI controller and the bus that it provides. */
typedef struct {
    const char *model;      /* libvirt's: "pcie-root-port" */
    const char *type;       /* QEMU's device type; NULL: built in, and has no name */
    const char *other_type; /* (nullable) another that does the same: "ioh3420" */
    unsigned plug;          /* the controller's own plug; 0: a root, which needs no slot */
    unsigned takes;         /* plugs that placement puts there */
    unsigned also_takes;    /* further plugs that a document may put there */
    unsigned first_slot,
        last_slot; /* slots that placement gives out; a root with a slot 0 also has it on bus 0 */
    BusNumbers numbers;
    bool is_express;    /* an express device works as an express device there */
    bool holds_one;     /* the whole bus has room for one function */
    bool shares_slots;  /* several such controllers are functions of one slot */
    bool is_unnamed;    /* libvirt's grammar has no <model name=''> for it */
    bool is_made;       /* the root of index 0 is a -device too */
    bool has_numa_node; /* it takes a NUMA node */
} BusRule;

/* Which buses are added for a device that fits nowhere: the first row with its plug whose
 * conditions hold. */
typedef struct {
    unsigned wants;  /* plugs of the device; 0 ends the table */
    unsigned beside; /* condition: some bus takes one of these plugs; 0: none */
    unsigned onto; /* condition: some bus has a free slot for one of these plugs; the first such bus
                      gets it */
    unsigned roots;        /* condition: so many host bridges can still be added; 0: none */
    const char *models[6]; /* added together, in this order; up to NULL */
} BusGrowth;

/* A slot of the root bus that is reserved for one device. */
typedef struct {
    const char *owner; /* see AddressNeed.fixed_slot; NULL: the board itself */
    unsigned slot, function;
    bool is_only;     /* it is built in and can be nowhere else */
    bool comes_first; /* when the slot is taken, it is placed before all other devices */
} MachineFixedSlot;

/* Whether placement keeps one slot free for hotplug. */
typedef enum {
    SPARE_SLOT_NONE,        /* no hotplug */
    SPARE_SLOT_UNLESS_FULL, /* unless the document itself left none free */
    SPARE_SLOT_WITH_ADDED,  /* when buses were added to a document with only the root */
} SpareSlot;

/* Defaults of a guest.  A string may hold several words, separated by blanks. */
typedef struct {
    const char *controllers;    /* types that every guest has, in libvirt's order */
    const char *usb_controller; /* model of the USB controller among them */
    const char *usb_model;      /* of a USB controller without a model */
    const char *scsi_model;     /* the same */
    const char *nic_models;     /* the first that QEMU has is used */
    const char *video_model;
    const char *serial_targets; /* all of the machine's; the first is the default */
    const char *disk_buses;     /* in addition to the buses of every machine */
    const char *floppy_driver;  /* device type of the floppy controller; NULL: built in */
    const char *input_bus;      /* of a keyboard or mouse without a bus */
    const char *inputs;         /* (nullable) types that every guest has, on that bus */
    const char *panic_model;    /* nullable */
    const char *watchdog;       /* (nullable) model of the one that is built in */
    unsigned gic_version;       /* 0: the machine has none */
    bool has_memballoon;
    bool inputs_need_display; /* implicit input devices only with <graphics> */
} MachineDefaults;

typedef struct {
    const char *name;     /* the part of the machine's name before the version: "pc-q35" */
    const char *alias;    /* (nullable) its short name: "q35" */
    const char *target;   /* QEMU's target: "x86_64" */
    const char *emulator; /* (nullable) a name in $PATH; NULL: the planner's default */
    const BusRule *buses; /* the root first; up to one without a model */
    const BusGrowth *growth;
    const MachineFixedSlot *fixed_slots; /* up to one in slot 0 */
    unsigned plugs[4];                   /* by PciClass: the plug of a device of that class */
    unsigned max_root_index;             /* host bridges have target indexes from 0 to this */
    SpareSlot spare;
    /* (nullable) Board devices that -nodefaults leaves out and that must be added back, as values
     * of -device; up to NULL. */
    const char *const *board_devices;
    unsigned min_memory_kib; /* of the guest */
    /* Granularity of the initial memory, and of a memory module (pseries: PAPR's logical memory
     * block; 0: no modules). */
    unsigned memory_block_kib, module_block_kib;
    /* Modules are from the next multiple of this behind the initial memory on, as far as memory may
     * grow; 0: not known (QEMU's SPAPR_DEVICE_MEM_ALIGN). */
    unsigned modules_start_kib;
    unsigned memory_slots;     /* memory modules that can be plugged, unless KVM has more slots */
    bool writes_whole_modules; /* the completed document has module sizes rounded to whole blocks */
    bool has_acpi;             /* unless the document turns it off */
    bool has_papr;             /* virtual I/O, hypercalls, and the <features> about them */
    bool is_served;            /* the daemon takes such guests */
    bool isolates;             /* devices of different IOMMU groups share no root */
    const char *home;        /* the bus where an express device works as one, for messages: "PHB" */
    const char *other_buses; /* N_(): the reason for refusing other models of PCI controller */
    const MachineDefaults *defaults;
} MachineRules;

/* Up to a row without a name.  The first row of a target is its default machine. */
extern const MachineRules machine_rules[];

/* Returns: (borrowed, nullable) the row of @machine ("pseries-7.2", "q35") in @table. */
const MachineRules *machine_rules_find(const MachineRules *table, const char *machine);

/* Returns: (borrowed, nullable) the same, if the daemon runs such guests. */
const MachineRules *machine_rules_find_served(const MachineRules *table, const char *machine);

/* Returns: (owned) a copy of @rules with slot 0 of each bus given out as well, as QEMU does; its
 * other members are borrowed from @rules.  Free it with g_free(). */
MachineRules *machine_rules_from_slot_zero(const MachineRules *rules);

/* Returns: (borrowed, nullable) the first row of @target ("ppc64"). */
const MachineRules *machine_rules_first(const MachineRules *table, const char *target);

/* Returns: (owned) the names of all machines in @table, quoted, for messages. */
char *machine_rules_names(const MachineRules *table);

/* Returns: (borrowed, nullable) the bus that a PCI controller of @model makes. */
const BusRule *machine_bus_rule(const MachineRules *rules, const char *model);

/* True for a controller without a slot. */
bool machine_bus_is_root(const BusRule *rule);

/* Returns: (borrowed, nullable) @owner's (nullable) only possible slot: for a device that is built
 * in.
 */
const MachineFixedSlot *machine_fixed_slot(const MachineRules *rules, const char *owner);

/* True when @words, separated by blanks (nullable: none), has @word. */
bool machine_has_word(const char *words, const char *word);

/* Returns: (owned) the first of @words. */
char *machine_first_word(const char *words);
