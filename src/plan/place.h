/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Gives every device of a checked domain the address that it needs, and adds the controllers of the
 * buses that this takes.  Addresses that the document states are honoured or refused, never
 * changed. */
void place(Domain *domain, const DeviceKind *const *kinds, const DomainContext *context,
           Report *report);
