/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"

/*
 * Our element in a domain's <metadata>: who chooses addresses, whether devices are implicit, and
 * whether PCI devices share slots.
 *
 *   <pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0'
 *                allocation='driver|qemu' profile='default|papr'
 *                packing='default|dense'/>
 *
 * schemas/pseries-domain.rng has its grammar.
 */
#define EXTENSION_NAMESPACE "urn:libvirt-pseries:domain:1.0"

typedef enum { ALLOCATION_NONE, ALLOCATION_DRIVER, ALLOCATION_QEMU } Allocation;
typedef enum { PROFILE_NONE, PROFILE_DEFAULT, PROFILE_PAPR } Profile;

typedef enum { PACKING_NONE, PACKING_DEFAULT, PACKING_DENSE } Packing;

typedef struct {
    Allocation allocation;
    Profile profile;
    Packing packing;
} Extension;

/* Reads the element from @metadata (nullable: the text of <metadata>, which starts at line @line).
 * Returns: the values, NONE where not given.  Problems go to @report; allocation='qemu' is one,
 * since it is not supported yet. */
Extension extension_read(const char *metadata, unsigned line, Report *report);
