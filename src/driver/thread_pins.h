/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/guest.h"

/*
 * CPU affinity of QEMU's threads: <vcpupin>, <emulatorpin> and <iothreadpin>, and the cpuset of
 * <vcpu> for threads without a pin.
 */

/* Sets the affinity of the threads of @run, which has just started; run_vcpus() must be known.  On
 * a worker that holds the guest's job.  Errors: SYSTEM_ERROR, for CPUs that the host does not have
 * for instance; run_execute()'s. */
bool thread_pins_apply(Run *run, const Domain *domain, GError **error);

/* Returns: (borrowed, nullable) the CPUs of the I/O thread @number; NULL: all. */
const char *thread_pins_of_iothread(const Domain *domain, uint64_t number);

/* Returns: (owned, nullable) a CPU map of @map_bytes for each of the first @n_maps vCPUs, from the
 * definition that @flags (virDomainModificationImpact) selects; @n_maps is reduced to the number of
 * vCPUs.  Any thread; never blocks.  Errors: INVALID_ARG for unknown flags, amend_resolve()'s. */
GByteArray *thread_pins_of_vcpus(Guest *guest, unsigned flags, unsigned *n_maps, unsigned map_bytes,
                                 GError **error);

/* The same for all threads of QEMU that are neither vCPUs nor I/O threads: one map. */
GByteArray *thread_pins_of_emulator(Guest *guest, unsigned flags, unsigned map_bytes,
                                    GError **error);
