/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/open_places.h"

/*
 * PCI devices that share a slot as its functions, where QEMU is to choose the slot.
 *
 * QEMU chooses only function 0 of a free slot, so it places one device for all: that with function
 * 0.  The others follow it.
 */
typedef struct SlotGroups SlotGroups;

/* Returns: (owned) the groups of @domain, which has been placed by us.  A device whose slot QEMU
 * cannot choose, since another one there has its place or there is no function 0, keeps ours and is
 * taken out of @open. */
SlotGroups *slot_groups_new(const Domain *domain, PlaceStates *open);
void slot_groups_free(SlotGroups *groups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlotGroups, slot_groups_free)

/* Returns: (borrowed, nullable) the device with function 0 of @device's group. */
const Device *slot_groups_first(const SlotGroups *groups, const Device *device);

/* Gives all of the group of @first, which has its slot now, the same slot, and takes them out of
 * @open. */
void slot_groups_follow(const SlotGroups *groups, const Device *first, PlaceStates *open);
