/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/open_places.h"
#include "plan/plan.h"
#include "plan/slot_groups.h"

/*
 * A planned guest in a QEMU that opens nothing of the host (qemu/stand_in.h), to see where that
 * puts its devices.  The guest stays as it is; all work on a copy.  They block while QEMU runs.
 */
typedef struct {
    const Planner *planner;       /* borrowed */
    const DomainContext *context; /* borrowed */
    bool fills_slot_zero;         /* no device is placed in slot 0 */
} PlaceTrial;

/* Gives QEMU the devices of @domain, those in @open without their places and behind all that have
 * one.  Of a slot that several devices share only the first is given, and nothing that is on a bus
 * of theirs.  Returns: (owned, nullable) what QEMU has; see place_trial_find().  Errors:
 * CONFIG_UNSUPPORTED when there is no QEMU or it does not take the guest. */
Placement *place_trial_open(const PlaceTrial *trial, const Domain *domain, const PlaceStates *open,
                            const SlotGroups *groups, GError **error);

/* Returns: (borrowed, nullable) the device at @position of the guest in what place_trial_open()
 * returned; NULL when it was not given to QEMU, or was not open. */
const PlacementDevice *place_trial_find(const Placement *found, const Domain *domain,
                                        unsigned position);

/* Gives QEMU all devices of @domain with their places.  Returns: (owned, nullable) what a QEMU has
 * that is started for the guest: where a device was replaced, what the plan states of it.  Errors:
 * as above; INTERNAL_ERROR when QEMU does not have what is stated. */
Placement *place_trial_whole(const PlaceTrial *trial, const Domain *domain, GError **error);
