/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/graphics.h"

/* DeviceKind.argv of displays. */
void graphics_argv(const Device *device, const Domain *domain, const DomainContext *context,
                   Argv *argv);
