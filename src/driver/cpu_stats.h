/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"
#include "driver/params.h"

/* Appends the CPU time of all threads of the guest's QEMU to @params: cpu_time, user_time and
 * system_time, in nanoseconds.  The numbers are from /proc, not from a control group.  Any thread.
 * Errors: OPERATION_INVALID when it does not run. */
bool cpu_stats_total(Guest *guest, Params *params, GError **error);

/* Returns: how many host CPUs a client may ask about.  Reads /sys; for workers. */
unsigned cpu_stats_n_cpus(void);
