/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/*
 * What each model of controller is: of which type, which device of QEMU's, and why not.
 */

/* How far a SCSI adapter's addresses reach, each the largest number. */
typedef struct {
    unsigned bus, target, unit;
} ControllerReach;

/* Returns: true when the model can be one of a controller of that type. */
bool controller_fits_type(const Controller *controller);

/* Returns: (borrowed, nullable) why a guest of that machine has no controller of that type or
 * model: a whole translated clause; NULL when it can have one. */
const char *controller_refusal(const Controller *controller, const MachineRules *rules);

/* Returns: (borrowed, nullable) the device type as libvirt writes it; NULL: makes no device. */
const char *controller_driver(const Controller *controller);

/* Returns: (borrowed, nullable) the same as QEMU lists it, where libvirt uses an alias. */
const char *controller_qom_type(const Controller *controller);

/* Returns: (borrowed, nullable) the name by which a machine may have a place for it. */
const char *controller_fixed_slot(const Controller *controller);

/* Returns: true for virtio-scsi and virtio-serial in all their forms. */
bool controller_is_virtio(const Controller *controller);

/* Returns: (borrowed) the reach of a SCSI or SATA controller. */
const ControllerReach *controller_reach(const Controller *controller);
