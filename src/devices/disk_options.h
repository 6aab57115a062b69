/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/*
 * Options of a disk's device that follow from single settings.
 */

/* Writes what a SCSI disk or CD-ROM shows of itself to the guest: by default the drive's id.  A
 * passed-through one shows its own. */
void disk_write_scsi(const Disk *disk, JsonObject *part);

/* Writes what QEMU does when an access fails. */
void disk_write_policies(const Disk *disk, JsonObject *part);

/* Writes geometry and sizes of blocks. */
void disk_write_shape(const Disk *disk, JsonObject *part);
