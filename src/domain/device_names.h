/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * What devices are called: QEMU's ids, which libvirt shows as aliases.
 */

/* Gives each device that has none its id.  Where no device has one, the n-th of those that share a
 * prefix gets the number n.  A device that joins others gets the number after the highest in use,
 * and not the first that is free: libvirt's rules, so that no id comes back while its last owner
 * may still be on its way out. */
void device_names_assign(Domain *domain);

/* Takes its id from each device, for a guest that is planned as a whole once more. */
void device_names_forget(Domain *domain);
