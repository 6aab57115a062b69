/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/run.h"

/* Asks a QEMU that has just started what it chose: the pseudo terminals, which are written into
 * @live, and the threads of the virtual CPUs, which are written into @run.  Blocks: a worker's.
 * Errors: run_execute()'s; INTERNAL_ERROR for an answer of another shape. */
bool inspect_run(Run *run, Domain *live, GError **error);

/* Learns the threads of the virtual CPUs anew.  Blocks.  Errors: as above. */
bool inspect_vcpus(Run *run, GError **error);

/* Returns: the thread that @row of an answer (nullable) names as its "thread-id"; 0 when it names
 * none, or one that is not a thread of the run's process: others are not for QEMU to name. */
pid_t inspect_thread(const Run *run, JsonObject *row);
