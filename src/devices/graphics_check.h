/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/graphics.h"

/* DeviceKind.check and DeviceKind.check_all of displays. */
void graphics_check(const Device *device, const Domain *domain, const DomainContext *context,
                    Report *report);
void graphics_check_all(const Domain *domain, const DomainContext *context, Report *report);
