/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/monitor.h"
#include "qemu/placement.h"
#include "qemu/qmp.h"

/*
 * Reads what a QEMU has and where, over QMP; it changes nothing.
 *
 * The QEMU may be paused or running.  Only properties that its devices have are asked for, and no
 * list of all types, since that makes a QEMU load modules.  Commands are sent many at once: a guest
 * of 40 devices takes three round trips.
 */

/* Who carries the commands to the QEMU. */
typedef struct {
    /* Runs all commands of @batch, each in its turn, and puts the answers into it.  Returns: false
     * when the QEMU cannot be asked any more; what it refuses is no error. */
    bool (*ask)(void *user, QmpBatch *batch, GError **error);
    void *user;
} ReadbackSource;

/* Reads from @source what there is; of the machine's capabilities those that @wanted has, or all
 * when it is NULL.  (Each is a command of its own, and most of what a reading costs.)  Returns:
 * (owned, nullable) it, sorted.  Errors: those of the source; INTERNAL_ERROR when an answer is
 * missing that every QEMU gives. */
Placement *readback_run(const ReadbackSource *source, const Placement *wanted, GError **error);

/* The same over a connection of ours; @timeout_ms holds for each round trip.  Both block; the first
 * not on the main thread. */
Placement *readback_monitor(Monitor *monitor, const Placement *wanted, int timeout_ms,
                            GError **error);
Placement *readback_qmp(Qmp *qmp, const Placement *wanted, int timeout_ms, GError **error);
