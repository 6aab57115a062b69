/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What is kept on disk of a guest that runs, so that a daemon that was restarted takes it over.
 */

/* Keeps what @live and @run are before or while QEMU runs; the guest need not be published yet. */
bool status_save_start(Driver *driver, Guest *guest, const Definition *live, Run *run,
                       GError **error);

/* Keeps the guest as it is now, if it runs.  For the holder of its job; a problem is logged: what
 * was kept before is still good enough to find its QEMU. */
void status_save(Driver *driver, Guest *guest);

/* Asks the QEMU of a guest that runs still, as soon as its job is free, how it is.  One that does
 * not answer is ended, but not before somebody's turn who waits to end it himself. */
void status_return(Driver *driver, Guest *guest, Run *run);

/* Takes over the guests that an earlier daemon has left running: they are in the list when it
 * returns, and their QEMUs are asked how they are as soon as workers are free.  Those that have
 * ended meanwhile are cleared away.  One whose take-over has ended this program twice is
 * listed as paused (unknown), and nobody speaks with its QEMU: it can be destroyed and undefined.
 */
bool status_take_over(Driver *driver, GError **error);
