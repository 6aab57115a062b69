/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"

/* DeviceKind.check and DeviceKind.check_all of disks. */
void disk_check(const Device *device, const Domain *domain, const DomainContext *context,
                Report *report);
void disk_check_all(const Domain *domain, const DomainContext *context, Report *report);
