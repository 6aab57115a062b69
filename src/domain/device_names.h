/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Names of devices: QEMU's ids, which libvirt shows as aliases.
 */

/* Assigns ids to devices without one.  If no device has an id, the n-th of those with a common
 * prefix gets the number n.  A device added to others gets the highest number in use plus one, not
 * the first free number.  These are libvirt's rules; an id is not reused while its previous owner
 * is still being unplugged. */
void device_names_assign(Domain *domain);

/* Takes its id from each device, for a guest that is planned as a whole once more. */
void device_names_forget(Domain *domain);
