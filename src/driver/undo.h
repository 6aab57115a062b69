/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/undo_list.h"
#include "store/guest_status.h"

typedef struct Driver Driver;
typedef struct Run Run;

/*
 * What the list of a run (host/undo_list.h) is undone by, and its form in the status file.
 *
 * A failed start, a stop, an unexpected end and the take-over of a dead guest all undo the same
 * list.  For the holder of the guest's job.
 */

/* Returns: (owned) an empty list whose steps are undone with what @driver (borrowed) has. */
UndoList *undo_new(Driver *driver);

/* Writes the steps into @status. */
void undo_note(const UndoList *list, GuestStatus *status);

/* Makes the empty list of @run what undo_note() wrote into @status, and has the driver's books know
 * what the steps have taken.  Steps that cannot be understood are left out, with a warning. */
void undo_restore(Run *run, Driver *driver, const GuestStatus *status);
