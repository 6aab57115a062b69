/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What QEMU says by itself: events of its monitor, the end of the monitor, the end of the process.
 * All of it arrives on the main thread.
 */
typedef struct RunWatch RunWatch;

/* Returns: (owned) who listens to @run of @guest. */
RunWatch *monitor_events_watch_new(Driver *driver, Guest *guest, Run *run);
void monitor_events_watch_free(RunWatch *watch);

/* Returns: (owned) the monitor on @fd (owned by it) of @run, its events on their way to @guest. */
Monitor *monitor_events_attach(Driver *driver, Guest *guest, Run *run, int fd);

/* The process has ended. */
void monitor_events_on_exit(RunWatch *watch);
