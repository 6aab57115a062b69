/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/* Finds the QEMU and the machine of @domain (taken), without which nothing can be planned. Returns:
 * (owned, nullable) the plan as far as its machine.  Problems go to @report. */
Plan *plan_open_domain(const Planner *planner, Domain *domain, Report *report);

/* Whether the guest's document says that QEMU places its devices. */
bool plan_is_placed_by_qemu(const Plan *plan);
