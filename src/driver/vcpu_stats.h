/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * A guest's vCPUs: their number, CPU time and affinity.
 */

/* Returns: the number of vCPUs; -1 with @error.  @flags: virDomainVcpuFlags.  Any thread; never
 * blocks.  Errors: INVALID_ARG for flags that exclude each other, OPERATION_INVALID when there is
 * no such definition; agent_refuse()'s for VIR_DOMAIN_VCPU_GUEST, which always fails. */
int vcpu_count(Guest *guest, unsigned flags, GError **error);

/* Appends at most @max virVcpuInfo of a running guest to @infos.  On a worker, since it reads
 * /proc; needs no job.  Errors: OPERATION_INVALID when the guest does not run. */
bool vcpu_stats_get(Guest *guest, unsigned max, GArray *infos, GError **error);

/* Returns: (owned) a map of @map_bytes for each of the first @n_maps vCPUs: the host CPUs that it
 * may run on.  @n_maps is reduced to the number of vCPUs.  On a worker; needs no job. */
GByteArray *vcpu_affinity(Guest *guest, unsigned *n_maps, unsigned map_bytes);
