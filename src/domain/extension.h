/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "domain/machine_extension.h"
#include "qemu/placement.h"

/*
 * Our element in a domain's <metadata>: who chooses addresses, whether devices are implicit, and
 * whether PCI devices share slots.
 *
 *   <pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0'
 *                allocation='driver|qemu' profile='default|papr'
 *                packing='default|dense'
 *                reserve-slot-zero='yes|no' verify='yes|no'>
 *     <pseries:placement .../>
 *   </pseries:pci>
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
    Tristate reserves_slot_zero; /* with allocation='qemu': slot 0 of each bus stays free */
    Tristate is_verified;        /* what QEMU has is compared at each start (plan/verification.h) */
    Placement *placement;        /* (owned, nullable) where QEMU put the devices */
    MachineExtension machine;    /* of the element beside it */
} Extension;

/* Frees what it owns and makes it an empty one. */
void extension_clear(Extension *extension);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Extension, extension_clear)

/* True for the namespace of an element of ours. */
bool extension_is_space(const char *space);

/* Reads it and <pseries:machine> (machine_extension.h) from @metadata (nullable: the text of
 * <metadata>, starting at line @line). What is not given stays NONE.  Problems go to @report, those
 * of a damaged placement with their paths. Returns: (owned) the values, to be cleared. */
Extension extension_read(const char *metadata, unsigned line, Report *report);
