/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * What a guest and its QEMU say of its memory.
 */

/* Appends what is known of a running guest's memory, virDomainMemoryStatStruct each, at most @max.
 * Without its balloon that is little.  Returns: false on an error. */
bool memory_stats_get(Guest *guest, unsigned max, GArray *stats, GError **error);

/* How often the guest is to be asked for its statistics, in seconds; 0: never.  @flags:
 * VIR_DOMAIN_AFFECT_*. */
bool memory_stats_set_period(Driver *driver, Guest *guest, int seconds, unsigned flags,
                             GError **error);

/* Tells a QEMU that has just started how often the guest is to be asked for its statistics, as
 * @live says.  On a worker.  Errors: run_execute()'s. */
bool memory_stats_start(Run *run, const Domain *live, GError **error);
