/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/*
 * The controller models: their types, QEMU's devices, and why some are refused.
 */

/* The address range of a SCSI adapter: the largest number of each part. */
typedef struct {
    unsigned bus, target, unit;
} ControllerReach;

/* Returns: true when the controller's model belongs to its type. */
bool controller_fits_type(const Controller *controller);

/* Returns: (static, nullable) the reason why that machine has no controller of this type or model,
 * a translated clause; NULL when it has. */
const char *controller_refusal(const Controller *controller, const MachineRules *rules);

/* Returns: (static, nullable) QEMU's device type as libvirt writes it; NULL: no device. */
const char *controller_driver(const Controller *controller);

/* Returns: (static, nullable) the same as QEMU lists it, if libvirt uses an alias. */
const char *controller_qom_type(const Controller *controller);

/* Returns: (static, nullable) its name in the machine's fixed slots. */
const char *controller_fixed_slot(const Controller *controller);

/* Returns: true for virtio-scsi and virtio-serial in all their forms. */
bool controller_is_virtio(const Controller *controller);

/* Returns: (static) the address range of a SCSI or SATA controller. */
const ControllerReach *controller_reach(const Controller *controller);
