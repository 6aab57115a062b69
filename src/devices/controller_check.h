/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/* DeviceKind.check and DeviceKind.check_all of controllers. */
void controller_check(const Device *device, const Domain *domain, const DomainContext *context,
                      Report *report);
void controller_check_all(const Domain *domain, const DomainContext *context, Report *report);

/* Reports an address beyond the range of the adapter of @type that @device is on: QEMU fails at
 * start for it.  @name: what the message calls the device, "disk 'sda'". */
void controller_check_reach(const Device *device, ControllerType type, const char *name,
                            const Domain *domain, Report *report);
