/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "qemu/machine_option.h"
#include "qemu/part.h"

/*
 * What a QEMU can do.  It comes from a probe (probe.h) or a recording (recording.h).
 *
 * Immutable except for the facts about machines, which are found on first use.  Thread-safe; a
 * thread that needs facts that are just being found waits for them.
 */
typedef struct Capabilities Capabilities;

/* Takes NULL.  Everything borrowed from @capabilities ends with it.  No other thread may use it. */
void capabilities_free(Capabilities *capabilities);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Capabilities, capabilities_free)

typedef struct {
    unsigned major_number, minor_number, micro_number;
} QemuVersion;

/* Returns: the version of this QEMU. */
QemuVersion capabilities_version(const Capabilities *capabilities);

/* Returns: true from QEMU @major_number.@minor_number on. */
bool capabilities_is_at_least(const Capabilities *capabilities, unsigned major_number,
                              unsigned minor_number);

/* Returns: (borrowed) the package version: "Debian 1:7.2+dfsg"; may be "". */
const char *capabilities_package(const Capabilities *capabilities);

/* Returns: (borrowed) the target: "ppc64". */
const char *capabilities_target(const Capabilities *capabilities);

/* Returns: (borrowed, nullable) the path of the probed binary; NULL for a recording, which may be
 * of another host. */
const char *capabilities_emulator(const Capabilities *capabilities);

/* Present: built into QEMU.  Enabled: usable on the probed host. */
bool capabilities_is_kvm_present(const Capabilities *capabilities);
bool capabilities_is_kvm_enabled(const Capabilities *capabilities);

/* A machine type, as QEMU lists it.  All strings are borrowed. */
typedef struct {
    const char *name;           /* "pseries-7.2" */
    const char *alias;          /* nullable: "pseries" */
    const char *default_cpu;    /* nullable, a type: "power9_v2.0-powerpc64-cpu" */
    const char *emulated_cpu;   /* nullable, the same without KVM where KVM may be used */
    const char *default_ram_id; /* nullable: "ppc_spapr.ram" */
    unsigned cpu_max;
    bool is_default, is_deprecated, has_hotpluggable_cpus, has_numa_mem;
} MachineType;

/* Number of machine types, and each (borrowed), in QEMU's order; @i < capabilities_n_machines(). */
unsigned capabilities_n_machines(const Capabilities *capabilities);
const MachineType *capabilities_machine_type(const Capabilities *capabilities, unsigned i);

/* Returns: (borrowed, nullable) the machine type of that exact name. */
const MachineType *capabilities_find_machine_type(const Capabilities *capabilities,
                                                  const char *name);

/* Returns: (borrowed, nullable) the machine's own name for a name or alias: "pseries" ->
 * "pseries-7.2".  Errors: CONFIG_UNSUPPORTED, with examples of valid names. */
const char *capabilities_resolve_machine(const Capabilities *capabilities, const char *name,
                                         GError **error);

/* A CPU model, as QEMU lists it.  Both are borrowed. */
typedef struct {
    const char *name;      /* "power9_v2.0" */
    const char *type_name; /* nullable (QEMU before 2.9) */
} CpuModel;

/* Number of CPU models, and each (borrowed), in QEMU's order; @i < capabilities_n_cpu_models(). */
unsigned capabilities_n_cpu_models(const Capabilities *capabilities);
const CpuModel *capabilities_cpu_model(const Capabilities *capabilities, unsigned i);

/* Returns: true for a model of that name; case does not matter. */
bool capabilities_has_cpu_model(const Capabilities *capabilities, const char *name);

/* The kind of PCI slot that a device type needs.  A hybrid is express on an express bus and
 * conventional on any other. */
typedef enum {
    PCI_CLASS_ABSENT, /* this QEMU has no such PCI device */
    PCI_CLASS_CONVENTIONAL,
    PCI_CLASS_EXPRESS,
    PCI_CLASS_HYBRID,
} PciClass;

/* Returns: the PCI class of the device type @type; PCI_CLASS_ABSENT for an unknown one. */
PciClass capabilities_pci_class(const Capabilities *capabilities, const char *type);

/* Returns: (owned) the PCI device types of @class, sorted; the names are borrowed. */
GPtrArray *capabilities_pci_types(const Capabilities *capabilities, PciClass class);

/* True for a concrete type, device or object, that can be created. */
bool capabilities_has_type(const Capabilities *capabilities, const char *type);

/* True for a device on the spapr-vio bus. */
bool capabilities_is_vio(const Capabilities *capabilities, const char *type);

/* True when the type has the property ("virtio-blk-pci", "iothread-vq-mapping").  Known for the
 * types that interrogation.c asks about; an option of the command line ("-run-with") is a type
 * there. */
bool capabilities_has_property(const Capabilities *capabilities, const char *type,
                               const char *property);

/* True when spapr-pci-host-bridge has the property ("numa_node"). */
bool capabilities_has_phb_property(const Capabilities *capabilities, const char *property);

/* True when -chardev has the option ("reconnect-ms"); false for all of a QEMU that does not say. */
bool capabilities_has_chardev_option(const Capabilities *capabilities, const char *option);

/* Facts about one machine version.  For other machines than pseries only the name and the default
 * processor are set. */
typedef struct {
    char *name;
    char *default_cpu;                   /* nullable: not known; the model without KVM:
                                            "power9_v2.0" */
    unsigned major_number, minor_number; /* of the machine: pseries-2.12-sxxm -> 2, 12 */
    bool is_pseries;
    bool has_extended_config_space;   /* guests reach 4096 bytes of an express device */
    bool has_ddw;                     /* dynamic DMA windows */
    bool has_dynamic_reconfiguration; /* PCI hotplug */
    unsigned max_phb_index;           /* the largest index of a PHB; 0 is built in */
    GPtrArray *options;     /* (owned, nullable: not known) MachineOption *, sorted by name */
    bool is_refused_by_kvm; /* with its defaults, on the host that was probed */
    GPtrArray *kvm_needs;   /* (owned, nullable: none are known) KvmNeed *: what KVM takes then */
} MachineFacts;

/* Returns: (borrowed, nullable) the facts about the machine of that exact name.  The first call
 * runs QEMU (about 50 ms), so this is for threads that may block.  Errors: CONFIG_UNSUPPORTED for
 * an unknown machine; others when QEMU cannot be run. */
const MachineFacts *capabilities_machine(const Capabilities *capabilities, const char *name,
                                         GError **error);

/* Returns: (borrowed, nullable) the option of that name. */
const MachineOption *machine_facts_option(const MachineFacts *facts, const char *name);

/* True for a machine of version @major_number.@minor_number or later. */
bool machine_facts_is_at_least(const MachineFacts *facts, unsigned major_number,
                               unsigned minor_number);

/* Returns: (borrowed) what the probe could not find out and what is assumed instead, one sentence
 * for the user each; NULL-terminated, maybe empty. */
const char *const *capabilities_warnings(const Capabilities *capabilities);
