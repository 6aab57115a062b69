/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * Memory statistics of a guest and its QEMU.
 */

/* Appends at most @max virDomainMemoryStatStruct of a running guest to @stats.  A guest without a
 * balloon has few.  On a worker that holds the guest's job.  Errors: OPERATION_INVALID when it does
 * not run. */
bool memory_stats_get(Guest *guest, unsigned max, GArray *stats, GError **error);

/* Sets how often QEMU asks the guest for statistics: every @seconds; 0: never.  @flags:
 * VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's job.  Errors: amend()'s,
 * run_execute()'s. */
bool memory_stats_set_period(Driver *driver, Guest *guest, int seconds, unsigned flags,
                             GError **error);

/* Sets that period of a QEMU that has just started, from @live.  On a worker that holds the guest's
 * job.  Errors: run_execute()'s. */
bool memory_stats_start(Run *run, const Domain *live, GError **error);
