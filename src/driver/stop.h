/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * The end of a run: by us, or by itself.
 */

/* If a task waits to destroy the guest, makes the commands to QEMU of the current job holder fail,
 * so that a destroy does not wait behind a QEMU that hangs.  Any thread; never blocks. */
void stop_interrupt(Guest *guest);

/* Why a run ended, for the guest's state and the event. */
typedef struct {
    int reason;       /* virDomainShutoffReason */
    int event_detail; /* virDomainEventStoppedDetailType */
} StopCause;

/* Ends the process of @run.  @is_gentle: no SIGKILL.  Its exit is then expected (Run.is_ending) and
 * not reported to stop_on_exit(), unless this fails.  On a worker that holds the guest's job; at
 * most 30 s.  Errors: SYSTEM_ERROR when it does not end; the guest still runs then. */
bool stop_process(Run *run, bool is_gentle, GError **error);

/* Completes the stop of a guest whose process has ended: undoes what the run has taken from the
 * host, updates the guest's state and definitions, removes it from the list if it is transient, and
 * sends the event.  On a worker that holds the guest's job. */
void stop_finish(Driver *driver, Guest *guest, Run *run, const StopCause *cause);

/* Handles the end of the process of @run: queues the stop for the guest's job.  On the main thread;
 * never blocks. */
void stop_on_exit(Driver *driver, Guest *guest, Run *run);
