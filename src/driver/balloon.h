/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A guest's memory balloon: what it leaves to the guest, and what it is told to.
 */

/* Returns: (borrowed, nullable) the id of the balloon of @domain; NULL where it has none. */
const char *balloon_id(const Domain *domain);

/* Asks QEMU what the balloon leaves to the guest.  On a worker.  Returns: false when QEMU does not
 * say; @kib is unchanged then. */
bool balloon_ask(Run *run, uint64_t *kib);

/* Asks QEMU to leave @kib to the guest, which happens as the guest can.  On a worker.  Errors:
 * run_execute()'s. */
bool balloon_set(Run *run, uint64_t kib, GError **error);

/* Asks what the balloon has left to the guest, and notes it in its live definition: changes that
 * nobody has heard of are noted then.  On a worker, for the holder of the guest's job. */
void balloon_note(Guest *guest, Run *run);

/* The balloon has changed: @guest has @kib.  The live definition follows soon, and the status file
 * with it, in which changes that come in quick succession are one.  On the main thread; never
 * blocks. */
void balloon_on_change(Driver *driver, Guest *guest, Run *run, uint64_t kib);
