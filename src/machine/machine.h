/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "qemu/capabilities.h"

/*
 * What each type of machine is like, as rows: its PCI buses, what is added when they are full, what
 * sits where by tradition, and what a guest has that its document does not name.
 *
 * The rest of the program knows no machine by its name: it asks the row.
 */

/* What a PCI device plugs into a bus as.  A device is one of them, a bus takes some. */
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

/* Which numbers <target> gives a PCI controller. */
typedef enum {
    BUS_NUMBERS_NONE,
    BUS_NUMBERS_INDEX,        /* index: a host bridge of several */
    BUS_NUMBERS_CHASSIS_NR,   /* chassisNr */
    BUS_NUMBERS_CHASSIS_PORT, /* chassis and port */
    BUS_NUMBERS_BUS_NR,       /* busNr */
} BusNumbers;

/* A model of PCI controller, and the bus that it makes. */
typedef struct {
    const char *model;      /* libvirt's: "pcie-root-port" */
    const char *type;       /* QEMU's device type; NULL: built in, and has no name */
    const char *other_type; /* (nullable) another that does the same: "ioh3420" */
    unsigned plug;          /* what the controller plugs in as; 0: a root, which has no slot */
    unsigned takes;         /* what is given its slots */
    unsigned also_takes;    /* what a document may put there beside that */
    unsigned first_slot, last_slot; /* given out; a root with a slot 0 has it on bus 0, too */
    BusNumbers numbers;
    bool is_express;    /* an express device works on it as one */
    bool holds_one;     /* one function in all, whatever its slot */
    bool shares_slots;  /* several such controllers are functions of one slot */
    bool is_unnamed;    /* libvirt's grammar has no <model name=''> for it */
    bool is_made;       /* the root of index 0 is a -device as well */
    bool has_numa_node; /* QEMU can put it on one */
} BusRule;

/* Which buses are added for a device that fits nowhere: of the rows that want its plug the first
 * that can be. */
typedef struct {
    unsigned wants;        /* plugs; 0 ends the table */
    unsigned beside;       /* only where some bus takes one of these; 0: always */
    unsigned onto;         /* only where some bus has a slot for one of these; the first gets it */
    unsigned roots;        /* only while so many host bridges can be added; 0: always */
    const char *models[6]; /* added together, in this order; up to NULL */
} BusGrowth;

/* A slot of the root bus that is kept for one device. */
typedef struct {
    const char *owner; /* see AddressNeed.fixed_slot; NULL: the board itself */
    unsigned slot, function;
    bool is_only;     /* it can be nowhere else, as it is built in */
    bool comes_first; /* where the slot is taken, it goes before all others */
} MachineFixedSlot;

/* Whether there is a free slot more than the devices need, for hotplug. */
typedef enum {
    SPARE_SLOT_NONE,        /* there is no hotplug */
    SPARE_SLOT_UNLESS_FULL, /* unless the document left none free to begin with */
    SPARE_SLOT_WITH_ADDED,  /* when buses were added to a document that names none but the root */
} SpareSlot;

/* What a guest has when its document does not say.  Where one string holds several words, they are
 * separated by blanks. */
typedef struct {
    const char *controllers;    /* types of those that are there anyway, in libvirt's order */
    const char *usb_controller; /* model of the USB one among them */
    const char *usb_model;      /* of one whose model is not stated */
    const char *scsi_model;     /* the same */
    const char *nic_models;     /* the first that the QEMU has */
    const char *video_model;
    const char *serial_targets; /* those there are; the first is the default */
    const char *disk_buses;     /* beside those that every machine can have */
    const char *floppy_driver;  /* of the floppy drives' controller; NULL: it is there anyway */
    const char *input_bus;      /* of a keyboard or mouse that names none */
    const char *inputs;         /* (nullable) types of those that are there anyway, on that bus */
    const char *panic_model;    /* nullable */
    const char *cpu_model;      /* NULL: QEMU's for the machine */
    unsigned gic_version;       /* 0: no such interrupt controller */
    bool has_memballoon;
    bool inputs_need_display; /* the implicit ones are there only with <graphics> */
} MachineDefaults;

typedef struct {
    const char *name;     /* the part of the machine's name before the version: "pc-q35" */
    const char *alias;    /* (nullable) what it is called for short: "q35" */
    const char *target;   /* of its QEMU: "x86_64" */
    const char *emulator; /* (nullable) a name in $PATH; NULL: the planner's default */
    const BusRule *buses; /* the root first; up to one without a model */
    const BusGrowth *growth;
    const MachineFixedSlot *fixed_slots; /* up to one in slot 0 */
    unsigned plugs[4];                   /* by PciClass: what a device plugs in as */
    unsigned max_root_index;             /* host bridges have target indexes from 0 to this */
    SpareSlot spare;
    /* (nullable) What QEMU leaves out of the board when it is told to leave out defaults, as values
     * of -device; up to NULL. */
    const char *const *board_devices;
    unsigned min_memory_kib; /* of the guest */
    /* What QEMU takes memory in, that the guest starts with, and of a module (pseries: PAPR's
     * logical memory block; 0: there are no modules). */
    unsigned memory_block_kib, module_block_kib;
    bool writes_whole_modules; /* the completed document has a module's size in whole blocks */
    bool has_acpi;             /* unless it is told otherwise */
    bool has_papr;             /* virtual I/O, hypercalls and what <features> says of them */
    bool is_served;            /* the daemon keeps and runs such guests, too */
    bool isolates;             /* devices of different IOMMU groups share no root */
    const char *home;          /* where an express device works as one, for messages: "PHB" */
    const char *other_buses;   /* N_(): why there are no other models of PCI controller */
    const MachineDefaults *defaults;
} MachineRules;

/* Up to one without a name.  The first row of a target is what a guest gets that states none. */
extern const MachineRules machine_rules[];

/* Returns: (borrowed, nullable) the row of @machine ("pseries-7.2", "q35") in @table. */
const MachineRules *machine_rules_find(const MachineRules *table, const char *machine);

/* Returns: (borrowed, nullable) the same, if the daemon runs such guests. */
const MachineRules *machine_rules_find_served(const MachineRules *table, const char *machine);

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
