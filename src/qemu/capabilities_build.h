/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/*
 * How Capabilities are put together: for the modules that find them out, and for tests that need a
 * QEMU of their own design.  All strings are copied.
 */

/* Returns: (owned) a QEMU that can do nothing. */
Capabilities *capabilities_new(void);

void capabilities_set_version(Capabilities *capabilities, QemuVersion version, const char *package);
void capabilities_set_target(Capabilities *capabilities, const char *target);
void capabilities_set_emulator(Capabilities *capabilities, const char *path);
void capabilities_set_kvm(Capabilities *capabilities, bool is_present, bool is_enabled);
void capabilities_add_machine_type(Capabilities *capabilities, const MachineType *machine);
void capabilities_add_cpu_model(Capabilities *capabilities, const char *name,
                                const char *type_name);
/* Adds a type, or says more of one that is there; @class: PCI_CLASS_ABSENT for one that is no PCI
 * device.  Conventional and express together make a hybrid. */
void capabilities_add_type(Capabilities *capabilities, const char *type, PciClass class);
void capabilities_add_vio_type(Capabilities *capabilities, const char *type);
void capabilities_add_phb_property(Capabilities *capabilities, const char *property);
void capabilities_add_warning(Capabilities *capabilities, const char *text);

/* Takes (owned) a facts. */
void capabilities_take_facts(Capabilities *capabilities, MachineFacts *facts);
MachineFacts *machine_facts_new(const char *name);
void machine_facts_free(MachineFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MachineFacts, machine_facts_free)

/* Finds out the facts about a machine that QEMU has.  Returns: (owned, nullable) it. */
typedef MachineFacts *(*MachineFactsFinder)(void *user, const char *machine, GError **error);

/* Gives the finder, and what frees @user (nullable).  Without one an unknown facts is an error. */
void capabilities_set_finder(Capabilities *capabilities, MachineFactsFinder finder, void *user,
                             GDestroyNotify free_user);

/* Calls @visit for each type: "is_vio" besides its class. */
typedef void (*TypeVisitor)(void *user, const char *type, PciClass class, bool is_vio);
void capabilities_visit_types(const Capabilities *capabilities, TypeVisitor visit, void *user);

/* Returns: (owned) the PHB's properties; the names are borrowed. */
GPtrArray *capabilities_phb_properties(const Capabilities *capabilities);
