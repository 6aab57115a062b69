/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <panic>: the way in which a guest tells that its kernel gave up.  A pseries guest's firmware
 * calls do that; there is nothing to give to QEMU, and every guest has it.
 */
typedef enum { PANIC_NONE, PANIC_PSERIES, PANIC_ISA, PANIC_HYPERV, PANIC_S390 } PanicModel;

typedef struct {
    Device device;
    PanicModel model;
} Panic;

extern const DeviceKind panic_kind;
