/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Takes over guests that an earlier daemon has left running.
 */

/* Queues the second half of a take-over for the guest's job: a worker connects to QEMU and asks for
 * its state.  A QEMU that does not answer is killed, after any client's destroy that waits.  Any
 * thread; never blocks. */
void take_over_return(Driver *driver, Guest *guest, Run *run);

/* Adds the guests that an earlier daemon has left running to the list and calls take_over_return()
 * for each; guests that have ended meanwhile are cleaned up (clean_up.h).  A guest whose take-over
 * has crashed this program twice is listed as paused (unknown) and its QEMU is left alone; it can
 * be destroyed and undefined.  For driver_new(), before clients are served; waits for the disk.
 * Errors: SYSTEM_ERROR when the status files cannot be listed. */
bool take_over_all(Driver *driver, GError **error);
