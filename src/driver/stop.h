/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * How a run ends: by us, or by itself.
 */

/* Where somebody waits to end the guest, makes the holder of its job give up, if he waits for QEMU:
 * so that a destroy need not wait for a QEMU that hangs.  From any thread; never blocks. */
void stop_interrupt(Guest *guest);

/* How a run ended, for the guest's state and for the event. */
typedef struct {
    int reason;       /* virDomainShutoffReason */
    int event_detail; /* virDomainEventStoppedDetailType */
} StopCause;

/* Ends the process of @run, whatever it does.  @is_gentle: no SIGKILL.  Its end is no news then;
 * when it does not end, it is news again, whenever it comes.  On a worker, within 30 s.  Errors:
 * SYSTEM_ERROR when it does not end; the guest then runs still. */
bool stop_process(Run *run, bool is_gentle, GError **error);

/* Brings the guest, whose process has ended, to rest: what its run has taken is undone, then come
 * its definitions, its place in the list, the event. */
void stop_finish(Driver *driver, Guest *guest, Run *run, const StopCause *cause);

/* Tells the driver that the process of @run has ended.  On the main thread; never blocks. */
void stop_on_exit(Driver *driver, Guest *guest, Run *run);
