/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/placement.h"

/* One thing in which a QEMU is not as it was to be. */
typedef struct {
    char *name;     /* of what differs, in QEMU's words: "net0", "PHB 1", "core 2", "machine",
                       "cap-htm"; of a device that nobody named its type and place */
    char *property; /* (nullable) the attribute of its element; NULL: all of it */
    char *wanted;   /* (nullable) without a property: NULL when QEMU has one more */
    char *found;    /* (nullable) the same: NULL when QEMU lacks it */
} PlacementDifference;

/* Takes NULL, too. */
void placement_difference_free(PlacementDifference *difference);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlacementDifference, placement_difference_free)

/* Compares what is @wanted with what was @found in a QEMU: machine, capabilities, host bridges by
 * index, cores by id, devices by id, and those that nobody named by type and place.  What @wanted
 * does not state is not compared, nor is QEMU's version, nor a capability or a property of a host
 * bridge that this QEMU does not know; devices, host bridges and cores that
 * @wanted does not have are differences unless it is partial.  Returns: (owned) PlacementDifference
 * * in that order, which the array owns; empty when there is none.  Any thread; does not block. */
GPtrArray *placement_find_differences(const Placement *wanted, const Placement *found);

/* Returns: (owned) a sentence for the user. */
char *placement_difference_text(const PlacementDifference *difference);
