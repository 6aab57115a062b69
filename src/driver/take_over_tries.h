/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "store/guest_status.h"

/*
 * Counts take-overs of a guest that crashed the daemon.  The count is in the guest's status file,
 * for the next daemon.  Any thread; nothing here blocks.
 */

/* After this many crashes in its take-over a guest is left alone. */
enum { TAKE_OVER_MAX_TRIES = 2 };

/* Sets the number of take-overs begun in @status. */
void take_over_tries_note(GuestStatus *status, unsigned n_tries);

/* Returns: how many take-overs of the guest this version of the program has begun. */
unsigned take_over_tries_of(const GuestStatus *status);
