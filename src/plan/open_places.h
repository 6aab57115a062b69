/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/placement.h"

/*
 * Which devices of a guest have no place of their own yet, where QEMU is to choose one.
 *
 * A device's bus is ours to choose; its place there is QEMU's: PCI slot, VIO reg, SCSI target,
 * virtio-serial port, slot and base of a memory module.  USB ports are ours.
 */

/* Device * (borrowed) -> PlaceState. */
typedef GHashTable PlaceStates;
typedef enum {
    PLACE_UNKNOWN,  /* not in the table */
    PLACE_STATED,   /* all of it */
    PLACE_HAS_SLOT, /* a memory module's slot, and not its base */
    PLACE_OPEN,     /* none of it */
} PlaceState;

/* Returns: how much of the place of @device the document states. */
PlaceState open_places_state(const PlaceStates *states, const Device *device);

/* Before the guest is completed.  Returns: (owned) the devices whose place the document states. */
PlaceStates *open_places_stated(const Domain *domain);

/* After it is completed and checked.  Takes the place away again that stock libvirt would give to
 * SCSI devices that are not in @stated, and leaves the controller; has consoles on virtio placed,
 * which stock libvirt does not. */
void open_places_prepare(Domain *domain, const PlaceStates *stated);

/* Of a guest that has been placed by us.  Returns: (owned) the devices whose place QEMU is to
 * choose, all or in part. */
PlaceStates *open_places_find(const Domain *domain, const PlaceStates *stated,
                              const DomainContext *context);

/* Takes the place of @device away as far as @state leaves it open; its bus stays. */
void open_places_clear(Device *device, PlaceState state);

/* Gives @device the place that QEMU gave to @found.  Returns: false when QEMU tells none. */
bool open_places_take(Device *device, const PlacementDevice *found, const Domain *domain);

/* Returns: (borrowed, nullable) the device that makes the bus that @device is on. */
const Device *open_places_owner(const Device *device, const Domain *domain);
