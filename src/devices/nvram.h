/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <nvram>: the firmware's variables.  Every pseries machine has one; the element only gives its VIO
 * address.
 */
typedef struct {
    Device device;
} Nvram;

extern const DeviceKind nvram_kind;
