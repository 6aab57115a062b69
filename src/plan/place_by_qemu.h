/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/open_places.h"
#include "plan/plan.h"

/*
 * <pseries:pci allocation='qemu'>: QEMU chooses the places of devices on their buses, and what it
 * has is recorded.
 *
 * The guest has been placed by us before, which says which bus each device is on.  A paused QEMU
 * without anything of the host (qemu/stand_in.h) is then given the devices of @open without their
 * places, behind those that have one; its choice becomes their address.  At last a QEMU is given
 * all of the addresses, and what it has becomes the placement in the metadata.  No QEMU is started
 * when every device has its place and the placement says what the plan says.
 */

/* Fills in the addresses of the devices in @open and the placement of @plan.  Problems go to
 * @report: CONFIG_UNSUPPORTED where there is no QEMU to ask, and what QEMU says.  On a worker or in
 * a tool; blocks for some 100 ms for each QEMU. */
void place_by_qemu(Plan *plan, const Planner *planner, PlaceStates *open, Report *report);

/* Says of devices in slot 0 what a stock libvirt does with them. */
void place_by_qemu_warn(const Domain *domain, Report *report);
