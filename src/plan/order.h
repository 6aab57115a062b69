/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Sorts the devices by kind, in the order of @kinds, and within a kind by its arrange() and
 * order(), if it has them.  Stable.  @is_placed: all have their addresses. */
void order_devices(Domain *domain, const DeviceKind *const *kinds, bool is_placed);
