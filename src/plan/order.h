/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Sorts the devices by kind, in the order of @kinds, and within a kind by its order(), if it has
 * one.  Stable. */
void order_devices(Domain *domain, const DeviceKind *const *kinds);
