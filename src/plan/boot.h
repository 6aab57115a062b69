/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Sets the boot_index of each device to boot from: by <boot order=''/> or, when no device has one,
 * by <os><boot dev=''/>, which means the first device of each kind. */
void boot_number_devices(Domain *domain);
