/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Ends a running guest at once: "quit", then SIGTERM, then SIGKILL.  @flags: VIR_DOMAIN_DESTROY_*;
 * with GRACEFUL there is no SIGKILL.  A take-over that was cut short for it is made up for when the
 * guest goes on.  Errors: OPERATION_INVALID when it does not run, SYSTEM_ERROR when it does not
 * end. */
bool destroy_guest(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Where somebody waits to end the guest, makes the holder of its job give up, if he waits for QEMU:
 * so that destroy_guest() need not wait for a QEMU that hangs.  From any thread; never blocks. */
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

/* Ends all guests that go with the connection @owner.  On the main thread; never blocks. */
void stop_owned(Driver *driver, const void *owner);
