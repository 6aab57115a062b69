/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Gives every device of a checked domain the address that it needs, and adds controllers for
 * further buses.  Addresses in the document are kept or refused, never changed. */
void place(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
           Report *report);
