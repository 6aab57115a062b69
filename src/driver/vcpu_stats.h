/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * A guest's virtual CPUs: how many, what they have used, where they may run.
 */

/* Returns: how many there are; -1 on an error.  @flags: virDomainVcpuFlags. */
int vcpu_count(Guest *guest, unsigned flags, GError **error);

/* Appends what each of a running guest's has used, virVcpuInfo each, at most @max. */
bool vcpu_stats_get(Guest *guest, unsigned max, GArray *infos, GError **error);

/* Returns: (owned) the CPUs of the host on which each of @n_maps virtual CPUs may run, as many bits
 * as the host has CPUs, @map_bytes for each; @n_maps is cut to how many there are. */
GByteArray *vcpu_affinity(Guest *guest, unsigned *n_maps, unsigned map_bytes);
