/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * Guests that can be planned but not started, since they need more of the host than a QEMU.
 */

/* Returns: true when the guest can be started.  Errors: CONFIG_UNSUPPORTED when a security label
 * must confine it, or the host lacks
 * what the guest names (host_needs.h). */
bool startable_check(const Plan *plan, GError **error);

/* The same for a caller that starts no helper processes.  Errors: CONFIG_UNSUPPORTED also when a
 * device needs one. */
bool startable_check_alone(const Plan *plan, GError **error);
