/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Guests that an earlier daemon has left running.
 */

/* Asks the QEMU of a guest that runs still, as soon as its job is free, how it is.  One that does
 * not answer is ended, but not before somebody's turn who waits to end it himself. */
void take_over_return(Driver *driver, Guest *guest, Run *run);

/* Takes over the guests that an earlier daemon has left running: they are in the list when it
 * returns, and their QEMUs are asked how they are as soon as workers are free.  Those that have
 * ended meanwhile are cleared away.  One whose take-over has ended this program twice is
 * listed as paused (unknown), and nobody speaks with its QEMU: it can be destroyed and undefined.
 */
bool take_over_all(Driver *driver, GError **error);
