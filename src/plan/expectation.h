/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/placement.h"

/* What the QEMU of a planned guest must have, as far as the plan states it: the machine, its stated
 * capabilities, host bridges, cores, and each device with the properties that its part has.  What
 * QEMU chooses is not given.  It is partial where the plan does not know all: for machines with
 * devices on their board, and where the document hands QEMU options past us.  The devices must have
 * their ids (after plan_argv() or plan_name_devices()).  Returns: (owned) it, sorted.  Any thread
 * that owns @domain; does not block. */
Placement *expectation_of(const Domain *domain, const DomainContext *context);
