/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/* Plans a pseries guest of one virtual CPU for the recorded QEMU of tests/capabilities, in the
 * folder "/run/guest", as the daemon does.  @head: what its document has before <os>, the memory
 * among it; @devices; @tail: what stands behind them.  It must be accepted.  Returns: (owned) the
 * plan; the QEMU stays until the program ends. */
Plan *recorded_plan(const char *head, const char *devices, const char *tail, Report *report);

/* The same for a model, which it takes, and which may be refused.  Returns: (owned, nullable). */
Plan *recorded_plan_of(Domain *domain, Report *report);
