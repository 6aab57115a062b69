/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>

#include "driver/driver.h"

/*
 * How much memory a guest is to have (virsh setmem, setmaxmem).
 */

/* Gives the guest @kib of memory.  @flags: virDomainMemoryModFlags.  On a worker, for the holder of
 * the guest's job.  Errors: INVALID_ARG for more than it can have. */
bool memory_set(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error);

/* Tells a QEMU that has just started how much of its memory the guest is to keep, and how often it
 * is to be asked for statistics, both as @live says; then @live has what the guest has just now.
 * On a worker.  Errors: run_execute()'s. */
bool memory_start(Run *run, Domain *live, GError **error);
