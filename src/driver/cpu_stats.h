/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"
#include "driver/params.h"

/* Adds to @params the CPU time that the QEMU of @guest has used since it was started, in all its
 * threads: cpu_time, user_time and system_time, in nanoseconds.  They are the kernel's counts for
 * the process, so no control group is needed.  Any thread.  Errors: OPERATION_INVALID when it does
 * not run. */
bool cpu_stats_total(Guest *guest, Params *params, GError **error);

/* Returns: how many CPUs of the host libvirt's clients may ask about.  May block. */
unsigned cpu_stats_n_cpus(void);
