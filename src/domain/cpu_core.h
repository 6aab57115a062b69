/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The processor that QEMU gave a guest when it placed the guest's devices.
 *
 * QEMU's models without a version ("POWER9") are names for one of them ("power9_v2.0"), and newer
 * QEMUs change which.
 */

/* Returns: whether a core of QEMU's @type (nullable) is one of the guest's model. */
bool cpu_core_fits(const Domain *domain, const char *type);

/* Returns: (owned, nullable) the version of @model that was recorded, if this QEMU has it. */
char *cpu_core_recorded(const char *model, const DomainContext *context);
