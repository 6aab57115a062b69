/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What QEMU says by itself: events of its monitor, the end of the monitor, the end of the process.
 * All of it arrives on the main thread.
 */

/* Connects to the monitor of @run, in its folder, and waits until QEMU answers there; from then on
 * what it says goes to @guest.  @pid: who must be there; 0: whoever is.  Not on the main thread.
 * Errors: SYSTEM_ERROR, monitor_open()'s, INTERNAL_ERROR when somebody else is there. */
bool monitor_events_connect(Driver *driver, Guest *guest, Run *run, pid_t pid, GError **error);

/* Has the main thread notice the end of the process. */
void monitor_events_watch_exit(Driver *driver, Guest *guest, Run *run);
