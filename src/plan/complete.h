/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Fills in what the document left to us of the guest itself, and adds the devices that every guest
 * of the machine has. */
void complete_guest(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
                    Report *report);

/* Fills in what the document left to us of the devices but for those in @planned (nullable, a set
 * of Device *), and adds the controllers that they need; then all devices are in their order. */
void complete_devices(Domain *domain, GHashTable *planned, const DeviceKind *const *kinds,
                      const DomainContext *context, Report *report);
