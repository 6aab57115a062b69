/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * Changes a guest's memory (virsh setmem, setmaxmem).
 */

/* Sets the guest's memory, or with VIR_DOMAIN_MEM_MAXIMUM its maximum, to @kib.  @flags:
 * virDomainMemoryModFlags.  On a worker that holds the guest's job.  Errors: INVALID_ARG for more
 * than the maximum, amend()'s, run_execute()'s. */
bool memory_set(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error);

/* Sets the balloon's target and its statistics period of a QEMU that has just started, both from
 * @live, and then stores the guest's actual memory in @live.  On a worker that holds the guest's
 * job.  Errors: run_execute()'s. */
bool memory_start(Run *run, Domain *live, GError **error);
