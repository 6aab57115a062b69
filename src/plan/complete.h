/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Fills in the guest's own defaults, and adds the devices that every guest of the machine has. */
void complete_guest(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
                    Report *report);

/* Fills in the defaults of all devices except those in @planned (nullable, a set of Device *), adds
 * the controllers that they need, and sorts the devices. */
void complete_devices(Domain *domain, GHashTable *planned, const DeviceKind *const *kinds,
                      const DomainContext *context, Report *report);
