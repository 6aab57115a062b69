/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <nvram>: where the firmware keeps its variables.  Every pseries machine has one; the element only
 * says at which VIO address.
 */
typedef struct {
    Device device;
} Nvram;

extern const DeviceKind nvram_kind;
