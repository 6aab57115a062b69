/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <lease>: a lock that a lock manager of the host holds while the guest runs.  QEMU does not know
 * of it.
 */
typedef struct {
    char *path;
    OptionalUint offset; /* bytes */
} LeaseTarget;

typedef struct {
    Device device;
    char *lockspace, *key;
    LeaseTarget target;
} Lease;

extern const DeviceKind lease_kind;
