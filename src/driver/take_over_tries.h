/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "store/guest_status.h"

/*
 * How often the take-over of a guest has ended this daemon: kept in the guest's status file, as it
 * is the next daemon that has to know.
 */

/* So many daemons may end in a guest's take-over before it is left alone. */
enum { TAKE_OVER_MAX_TRIES = 2 };

/* Writes into @status that @n_tries take-overs were begun. */
void take_over_tries_note(GuestStatus *status, unsigned n_tries);

/* Returns: how many take-overs of the guest this program has begun; those of another version of it
 * do not count. */
unsigned take_over_tries_of(const GuestStatus *status);
