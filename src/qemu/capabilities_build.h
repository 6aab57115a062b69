/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/*
 * Builds Capabilities: for the probe and recordings, and for tests.  All strings are copied.
 */

/* Returns: (owned) capabilities of a QEMU that can do nothing. */
Capabilities *capabilities_new(void);

/* Setters for what capabilities.h reads; strings and structs are copied.  Only before other threads
 * see @capabilities. */
void capabilities_set_version(Capabilities *capabilities, QemuVersion version, const char *package);
void capabilities_set_target(Capabilities *capabilities, const char *target);
void capabilities_set_emulator(Capabilities *capabilities, const char *path);
void capabilities_set_kvm(Capabilities *capabilities, bool is_present, bool is_enabled);
void capabilities_add_machine_type(Capabilities *capabilities, const MachineType *machine);
void capabilities_add_cpu_model(Capabilities *capabilities, const char *name,
                                const char *type_name);

/* Sets MachineType.emulated_cpu of the machine @name, if there is one. */
void capabilities_set_emulated_cpu(Capabilities *capabilities, const char *name, const char *type);

/* Adds a type, or more of its flags; @class: PCI_CLASS_ABSENT for a type that is no PCI device.
 * Adding a type as conventional and as express makes it a hybrid. */
void capabilities_add_type(Capabilities *capabilities, const char *type, PciClass class);
void capabilities_add_vio_type(Capabilities *capabilities, const char *type);
void capabilities_add_property(Capabilities *capabilities, const char *type, const char *property);
/* The same, both in one of capabilities_property_keys(). */
void capabilities_add_property_key(Capabilities *capabilities, const char *key);
void capabilities_add_chardev_option(Capabilities *capabilities, const char *option);
void capabilities_add_warning(Capabilities *capabilities, const char *text);

/* Adds @facts (taken) under the name in it. */
void capabilities_take_facts(Capabilities *capabilities, MachineFacts *facts);
MachineFacts *machine_facts_new(const char *name);
MachineFacts *machine_facts_copy(const MachineFacts *facts);

/* Makes the options known, if they are not, and adds one (taken). */
void machine_facts_know_options(MachineFacts *facts);
void machine_facts_take_option(MachineFacts *facts, MachineOption *option);
void machine_facts_free(MachineFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MachineFacts, machine_facts_free)

/* Finds the facts about a machine of this QEMU.  Returns: (owned, nullable) the facts. */
typedef MachineFacts *(*MachineFactsFinder)(void *user, const char *machine, GError **error);

/* Sets the finder, and a function that frees @user (nullable).  Without a finder, asking for facts
 * that were not added is an error. */
void capabilities_set_finder(Capabilities *capabilities, MachineFactsFinder finder, void *user,
                             GDestroyNotify free_user);

/* Visits each type with its class; is_vio: a device on the spapr-vio bus. */
typedef void (*TypeVisitor)(void *user, const char *type, PciClass class, bool is_vio);
void capabilities_visit_types(const Capabilities *capabilities, TypeVisitor visit, void *user);

/* Returns: (owned) "TYPE PROPERTY" of each property, or the options of -chardev, sorted; the texts
 * are borrowed. */
GPtrArray *capabilities_property_keys(const Capabilities *capabilities);
GPtrArray *capabilities_chardev_options(const Capabilities *capabilities);
