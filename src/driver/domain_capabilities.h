/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/capability_trial.h"

/*
 * <domainCapabilities>: the values that a guest's definition may use.
 *
 * There is no list of them.  Each value of the device tables is put into a definition and is listed
 * when the planner accepts that definition for this machine and QEMU.
 */

/* Returns: (owned, nullable) the document, for a host whose files are below @root.  On a worker.
 * Errors: capability_trial_new()'s. */
char *domain_capabilities_xml(const Planner *planner, const char *root,
                              const CapabilityTrialRequest *request, GError **error);

/* Returns: (owned) the names (static) of the CPU models that libvirt knows and our guests may have.
 * Any thread. */
GPtrArray *domain_capabilities_cpu_models(void);
