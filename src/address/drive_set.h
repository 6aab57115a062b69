/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/* The drive addresses of one guest: controller, bus, target and unit.  SCSI and SATA controllers
 * have separate numbers. */
typedef struct DriveSet DriveSet;

/* Returns: (owned) a set with nothing taken. */
DriveSet *drive_set_new(void);
void drive_set_free(DriveSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DriveSet, drive_set_free)

/* Claims the address of @device.  @bus: the type of its controller.  Errors: XML when another
 * device has it. */
bool drive_set_claim(DriveSet *set, const Device *device, unsigned bus, GError **error);
