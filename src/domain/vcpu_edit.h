/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "domain/domain.h"

/*
 * Changes of a definition's vCPUs (virsh setvcpus, setvcpu), by libvirt's rules.
 *
 * All of them return false with @error set when the change cannot be; @domain, a copy, may then be
 * half changed.  What else the definition must fulfil (whole cores ...) planning checks.
 */

/* Sets the number of vCPUs that are on to @n: the lowest ones that are off go on, the highest ones
 * that are on go off.  @are_hotpluggable: those that go on can be unplugged.  Errors: INVALID_ARG
 * for more than the maximum; @which names the definition in the message ("persistent"). */
bool vcpu_edit_count(Domain *domain, uint64_t n, bool are_hotpluggable, const char *which,
                     GError **error);

/* Sets the maximum to @n; new vCPUs are off.  Errors: INVALID_ARG for another number than that of
 * the CPU's topology, or for less than the NUMA nodes have. */
bool vcpu_edit_maximum(Domain *domain, uint64_t n, GError **error);

/* Switches the vCPUs of @numbers ("1,3-4") on or off; they are hotpluggable from then on.  Errors:
 * INVALID_ARG for an invalid text, a vCPU that there is not, vCPU 0 off, and one that comes before
 * another that is on and not hotpluggable. */
bool vcpu_edit_state(Domain *domain, const char *numbers, bool is_on, const char *which,
                     GError **error);
