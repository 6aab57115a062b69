/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Gives each device that is booted from its boot_index: as <boot order=''/> says or, where no
 * device has one, as <os><boot dev=''/> says, which means the first device of each sort. */
void boot_number_devices(Domain *domain);
