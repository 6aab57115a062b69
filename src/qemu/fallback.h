/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * Tables for what a recording does not say or a QEMU could not be asked, as measured of QEMU 7.2
 * and its machine versions.
 */

/* PCI_CLASS_ABSENT for a type that the table does not have. */
PciClass fallback_pci_class(const char *type);
bool fallback_is_vio(const char *type);

/* Returns: (owned) the facts about machine @name by its version; one without a version in its name
 * counts as of @emulator's. */
MachineFacts *fallback_facts(const char *name, QemuVersion emulator);
