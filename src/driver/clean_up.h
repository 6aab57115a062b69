/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Cleaning up behind guests whose QEMU ended while no daemon was there.
 *
 * Each guest is cleaned up on a worker that holds its job, so that storage that hangs costs its own
 * guest alone.  The status file goes last: a daemon that is killed meanwhile leaves the rest to the
 * next one.
 */
typedef struct CleanUps CleanUps;

/* Returns: (owned) none yet. */
CleanUps *clean_ups_new(void);
void clean_ups_unref(CleanUps *clean_ups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CleanUps, clean_ups_unref)

/* Has a worker undo what @run has taken and, where @guest (nullable) is known, say that it has
 * ended; a transient one is forgotten.  Never blocks. */
void clean_ups_add(CleanUps *clean_ups, Driver *driver, Guest *guest, Run *run);

/* Waits until all are cleaned up, at most @timeout_ms; the rest goes on by itself.  Before clients
 * are served. */
void clean_ups_wait(CleanUps *clean_ups, unsigned timeout_ms);
