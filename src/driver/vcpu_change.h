/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * Changes a guest's vCPUs (virsh setvcpus, setvcpu).  A running guest keeps those that it has; its
 * next definition can be changed.
 *
 * On a worker that holds the guest's job.  Errors: vcpu_edit.h's, amend()'s, OPERATION_UNSUPPORTED
 * for a running guest.
 */

/* Sets the number of vCPUs, or with VIR_DOMAIN_VCPU_MAXIMUM the maximum, to @n.  @flags:
 * virDomainVcpuFlags.  Errors also: agent_refuse()'s for VIR_DOMAIN_VCPU_GUEST. */
bool vcpu_set_count(Driver *driver, Guest *guest, unsigned n, unsigned flags, GError **error);

typedef struct {
    const char *numbers; /* "1,3-4" */
    bool is_on;
} VcpuState;

/* Switches vCPUs on or off.  @flags: VIR_DOMAIN_AFFECT_*. */
bool vcpu_set_state(Driver *driver, Guest *guest, const VcpuState *state, unsigned flags,
                    GError **error);
