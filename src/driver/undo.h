/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/undo_list.h"
#include "store/guest_status.h"

typedef struct Driver Driver;
typedef struct Run Run;

/*
 * How the steps of a run's undo list (host/undo_list.h) are undone, and how they are stored in the
 * status file.
 *
 * A failed start, a stop, an unexpected end and the take-over of a dead guest all undo the same
 * list.  For the holder of the guest's job.
 */

/* Returns: (owned) an empty list, whose steps use @driver (borrowed). */
UndoList *undo_new(Driver *driver);

/* Writes the steps into @status. */
void undo_note(const UndoList *list, GuestStatus *status);

/* Fills the empty list of @run with the steps that undo_note() wrote into @status, and registers
 * what they hold (display ports, images) with @driver.  Steps that cannot be parsed are skipped
 * with a warning. */
void undo_restore(Run *run, Driver *driver, const GuestStatus *status);
