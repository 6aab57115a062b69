/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Cleans up after guests whose QEMU ended while no daemon ran.
 *
 * Each guest is cleaned up on a worker that holds its job, so that hanging storage delays only its
 * own guest.  The status file is removed last: if the daemon is killed before, the next one does
 * the rest.
 */
typedef struct CleanUps CleanUps;

/* Returns: (owned) an empty set of clean-ups. */
CleanUps *clean_ups_new(void);
void clean_ups_unref(CleanUps *clean_ups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CleanUps, clean_ups_unref)

/* Queues a clean-up: a worker undoes what @run has taken from the host.  If @guest is not NULL, it
 * also sends the stop event and removes a transient guest from the list.  For driver_new(); never
 * blocks. */
void clean_ups_add(CleanUps *clean_ups, Driver *driver, Guest *guest, Run *run);

/* Waits at most @timeout_ms for all of them; what is left goes on in the background.  Only before
 * clients are served. */
void clean_ups_wait(CleanUps *clean_ups, unsigned timeout_ms);
