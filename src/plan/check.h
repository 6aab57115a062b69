/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Reports everything in a completed definition that cannot be; changes nothing. */
void check(const Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
           Report *report);
