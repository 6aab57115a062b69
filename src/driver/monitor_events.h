/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Connects a run to what QEMU reports by itself: monitor events, the end of the monitor, the end of
 * the process.  They are handled on the main thread, which never blocks in them.
 */

/* Connects to the monitor socket in the folder of @run and waits for QEMU's greeting; from then on
 * its events go to @guest.  @pid: the process that must be at the other end; 0: any.  On a worker
 * that holds the guest's job.  Errors: SYSTEM_ERROR, monitor_open()'s, INTERNAL_ERROR when it is
 * another process. */
bool monitor_events_connect(Driver *driver, Guest *guest, Run *run, pid_t pid, GError **error);

/* Makes the main thread watch for the end of the run's process, which calls stop_on_exit().  Any
 * thread. */
void monitor_events_watch_exit(Driver *driver, Guest *guest, Run *run);
