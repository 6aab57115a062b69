/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Reports all errors in a completed definition; changes nothing. */
void check(const Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
           Report *report);
