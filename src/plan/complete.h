/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Fills in what the document left to us: sections first, then implicit devices, then each device's
 * defaults, and the controllers that they need. */
void complete(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
              Report *report);
