/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A guest's memory balloon: its current size and its target.
 */

/* Returns: (borrowed, nullable) the id of the balloon of @domain; NULL where it has none. */
const char *balloon_id(const Domain *domain);

/* Asks QEMU how much memory the balloon leaves to the guest.  On a worker that holds the guest's
 * job.  Returns: false, with @kib unchanged, when QEMU does not say. */
bool balloon_ask(Run *run, uint64_t *kib);

/* Sets the balloon's target: @kib for the guest, which gets there at its own pace.  On a worker
 * that holds the guest's job.  Errors: run_execute()'s. */
bool balloon_set(Run *run, uint64_t kib, GError **error);

/* Asks QEMU for the guest's current memory and records it in the live definition, for changes whose
 * events were missed.  On a worker that holds the guest's job. */
void balloon_note(Guest *guest, Run *run);

/* Handles QEMU's BALLOON_CHANGE event: @guest now has @kib.  The live definition and the status
 * file are updated soon after; changes in quick succession are written once.  On the main thread;
 * never blocks. */
void balloon_on_change(Driver *driver, Guest *guest, Run *run, uint64_t kib);
