/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/* Checks the sizes of <blockio>.  QEMU takes 512 where none is stated, or the size that the host's
 * block device has. */
void disk_blocks_check(const Disk *disk, Report *report);
