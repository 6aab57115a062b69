/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/run.h"

/* Asks a QEMU that has just started for what it chose: its pseudo terminals, stored in @live, and
 * the threads of its vCPUs, stored in @run.  On a worker that holds the guest's job.  Errors:
 * run_execute()'s; INTERNAL_ERROR for an answer of the wrong type. */
bool inspect_run(Run *run, Domain *live, GError **error);

/* Only the threads of the vCPUs, for a QEMU that was taken over.  Thread and errors: as above. */
bool inspect_vcpus(Run *run, GError **error);

typedef struct {
    uint64_t number;
    pid_t thread;
    uint64_t poll_max_ns, poll_grow, poll_shrink; /* how it polls before it sleeps */
} RunningIothread;

/* Returns: (owned, nullable) the I/O threads that the run has, RunningIothread, but for those that
 * the document hands QEMU past us.  Thread and errors: as above. */
GArray *inspect_iothreads(Run *run, GError **error);
