/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"
#include "qemu/placement_difference.h"

/*
 * Whether the QEMU of a planned guest is as planned: as the placement in its metadata has it, else
 * as the plan states it (plan/expectation.h).
 */

/* Returns: whether it is compared at each start: always where QEMU has placed its devices, else as
 * the document says, else as @by_default. */
bool verification_is_asked_for(const Plan *plan, bool by_default);

/* Returns: (owned) what the QEMU of @plan must have, whose devices have their ids.  @is_strict:
 * devices that the document hands QEMU past the plan (<qemu:commandline>) are differences, too. Any
 * thread that owns @plan; does not block. */
Placement *verification_wanted(const Plan *plan, bool is_strict);

/* Returns: whether @found does not differ from @wanted.  Errors: OPERATION_FAILED, which names the
 * differences that come first: the device, its property, the wanted value and the one that was
 * found. */
bool verification_check(const Placement *wanted, const Placement *found, GError **error);
