/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * Tables for what a recording or a QEMU does not say, measured with QEMU 7.2 and its machine
 * versions.
 */

/* Looks a device type up in the table; PCI_CLASS_ABSENT or false for one that it does not have. */
PciClass fallback_pci_class(const char *type);
bool fallback_is_vio(const char *type);

/* Returns: (owned) the facts about machine @name by the version in its name; without one, by the
 * version @emulator. */
MachineFacts *fallback_facts(const char *name, QemuVersion emulator);
