/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/*
 * The cache mode of a disk, where one is stated or libvirt has one for it.
 */

/* Adds it to the options of a block node. */
void disk_cache_write(const Disk *disk, JsonObject *part);

/* Returns: (static, nullable) whether the device has a write cache, "on" or "off"; NULL: QEMU
 * decides. */
const char *disk_cache_of_device(const Disk *disk);
