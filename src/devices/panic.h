/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <panic>: how a guest reports a kernel panic.  A pseries guest does it by a firmware call, which
 * every guest has; QEMU needs no option.  A PCI device, pvpanic, is possible beside it.
 */
typedef enum {
    PANIC_NONE,
    PANIC_PSERIES,
    PANIC_PVPANIC,
    PANIC_ISA,
    PANIC_HYPERV,
    PANIC_S390
} PanicModel;

typedef struct {
    Device device;
    PanicModel model;
} Panic;

extern const DeviceKind panic_kind;
