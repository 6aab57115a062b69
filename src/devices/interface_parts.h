/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* DeviceKind.parts of <interface>: the backend, then the NIC. */
void interface_parts(const Device *device, const Domain *domain, const DomainContext *context,
                     PartList *parts);
