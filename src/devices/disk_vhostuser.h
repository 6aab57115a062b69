/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/*
 * <disk type='vhostuser'>: another process serves the disk over a socket and accesses the guest's
 * memory directly.  QEMU has no block node for it.
 */

/* Fills in snapshot='no'. */
void disk_vhostuser_complete(Disk *disk);

/* Reports settings that only the other process could apply. */
void disk_vhostuser_check(const Disk *disk, const Domain *domain, Report *report);

/* Returns: (borrowed) QEMU's device type. */
const char *disk_vhostuser_device(const Disk *disk);

/* Appends the socket. */
void disk_vhostuser_add_socket(const Disk *disk, PartList *parts);

/* Writes the socket's name into the device's part. */
void disk_vhostuser_write(const Disk *disk, JsonObject *part);
