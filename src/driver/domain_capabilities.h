/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/capability_trial.h"

/*
 * <domainCapabilities>: what a guest's definition may say.
 *
 * Nobody writes it down: each value that the tables of the devices have is put into a definition,
 * and listed when the planner takes that for this machine and this QEMU.
 */

/* Returns: (owned, nullable) the document.  Errors: capability_trial_new()'s. */
char *domain_capabilities_xml(const Planner *planner, const CapabilityTrialRequest *request,
                              GError **error);

/* Returns: (owned) names of CPU models that guests of our architectures may have, borrowed; of
 * those that libvirt knows. */
GPtrArray *domain_capabilities_cpu_models(void);
