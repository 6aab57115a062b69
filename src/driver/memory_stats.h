/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * A guest's memory: what it has, what it says of it, and how much it is to have.
 */

/* Appends what is known of a running guest's memory, virDomainMemoryStatStruct each, at most @max.
 * Without its balloon that is little.  Returns: false on an error. */
bool memory_stats_get(Guest *guest, unsigned max, GArray *stats, GError **error);

/* How often the guest is to be asked for its statistics, in seconds; 0: never.  @flags:
 * VIR_DOMAIN_AFFECT_*. */
bool memory_stats_set_period(Driver *driver, Guest *guest, int seconds, unsigned flags,
                             GError **error);

/* Tells a QEMU that has just started how much of its memory the guest is to keep, and how often it
 * is to be asked for statistics, both as @live says; then @live has what the guest has just now. */
bool memory_stats_start(Run *run, Domain *live, GError **error);

/* Gives the guest @kib of memory.  @flags: virDomainMemoryModFlags.  Errors: INVALID_ARG for more
 * than it can have. */
bool memory_set(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error);

/* The balloon has changed: @guest has @kib.  The live definition follows soon, and the status file
 * with it, in which changes that come in quick succession are one.  On the main thread; never
 * blocks. */
void memory_on_balloon(Driver *driver, Guest *guest, Run *run, uint64_t kib);

/* Asks QEMU what the balloon has left to the guest, for its live definition: changes that nobody
 * has heard of are noted then.  For the holder of the guest's job. */
void memory_ask_balloon(Guest *guest, Run *run);
