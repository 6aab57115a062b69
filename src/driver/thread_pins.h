/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/guest.h"

/*
 * On which CPUs of the host the threads of a guest's QEMU may run: <vcpupin>, <emulatorpin> and
 * <iothreadpin>, and for threads that have none the cpuset of <vcpu>.
 */

/* Binds the threads of @run, which has just started and whose virtual CPUs are known.  Errors:
 * SYSTEM_ERROR, as for CPUs that the host has not. */
bool thread_pins_apply(Run *run, const Domain *domain, GError **error);

/* Returns: (owned, nullable) a map for each of the first @n_maps virtual CPUs, @map_bytes each, as
 * the definition has it that @flags (virDomainModificationImpact) names; @n_maps is cut to how many
 * there are. */
GByteArray *thread_pins_of_vcpus(Guest *guest, unsigned flags, unsigned *n_maps, unsigned map_bytes,
                                 GError **error);

/* The same for what of QEMU is neither a virtual CPU nor an I/O thread: one map. */
GByteArray *thread_pins_of_emulator(Guest *guest, unsigned flags, unsigned map_bytes,
                                    GError **error);
