/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/* Reports what is wrong with the <auth> and the <encryption> of a disk's own image. */
void disk_check_secrets(const Disk *disk, Report *report);

/* Reports settings of a disk's <driver> that belong to other disks, that this QEMU has not, or that
 * name an I/O thread that is not there. */
void disk_check_driver(const Disk *disk, const Domain *domain, const DomainContext *context,
                       Report *report);
