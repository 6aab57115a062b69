/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "driver/guest_status.h"

typedef struct Driver Driver;
typedef struct Run Run;

/*
 * What a run has taken from the host, step by step, each with the way back.
 *
 * Whoever takes something for a run adds a step.  A failed start, a stop, an unexpected end and the
 * take-over of a dead guest all undo the same list, from the newest step to the oldest.  The list
 * is in the status file, so that the next daemon has it, too: what outlives the daemon is added and
 * written down before it is taken, see undo_write().
 *
 * Taps and other descriptors have no step: the kernel takes them back when QEMU has ended.
 *
 * For the holder of the guest's job; the list has no lock.
 */
typedef enum {
    UNDO_STATUS,       /* the status file of guest @key with the id numbers[0] */
    UNDO_FOLDER,       /* the folder @key, with all that is in it */
    UNDO_EMPTY_FOLDER, /* the folder @key, unless something is in it by then */
    UNDO_PORT,         /* the display port numbers[0] */
    UNDO_MACVTAP,      /* the network device @key; see macvtap.h */
    UNDO_IMAGE,        /* the file @key, see image_record_numbers() */
    UNDO_HELPER,       /* the helper process numbers[0], started at numbers[1]; see companions.h */
    N_UNDO_KINDS,
} UndoKind;

enum { UNDO_NUMBERS = 6 };

typedef struct {
    UndoKind kind;
    const char *key; /* (owned by the list, borrowed elsewhere) "" where the kind has none */
    uint64_t numbers[UNDO_NUMBERS];
} UndoStep;

typedef struct UndoList UndoList;

/* Returns: (owned) an empty list.  Freeing a list undoes nothing. */
UndoList *undo_list_new(void);
void undo_list_free(UndoList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UndoList, undo_list_free)

/* Adds a copy of @step as the newest one. */
void undo_add(UndoList *list, const UndoStep *step);

/* Removes the newest step of that kind and key and does not undo it: the thing was not taken, or is
 * given back already. */
void undo_drop(UndoList *list, UndoKind kind, const char *key);

/* How the list is written into the status file: set by whoever is about to take something, NULL
 * when he is done. */
typedef bool (*UndoWrite)(void *user, GError **error);
void undo_set_writer(UndoList *list, UndoWrite write, void *user);

/* Writes the list down, unless it has no step that was added since it was written last.  On a
 * worker; waits for the disk.  Errors: the writer's; then what was to be taken must not be. */
bool undo_write(UndoList *list, GError **error);

/* Returns: the place of the newest step, for undo_back_to(). */
size_t undo_mark(const UndoList *list);

/* Undoes the steps that were added behind @mark, the newest first, and removes them.  A step that
 * fails is logged, and the rest goes on.  What is gone already is no failure, so that a list may be
 * undone again by a daemon that does not know how far another one got.  On a worker, or before
 * clients are served: it waits for the ends of processes.  The status file is not written. */
void undo_back_to(UndoList *list, Driver *driver, size_t mark);

/* Undoes all.  QEMU has ended, or was never there. */
void undo_all(UndoList *list, Driver *driver);

/* Writes the steps into @status. */
void undo_note(const UndoList *list, GuestStatus *status);

/* Makes the empty list of @run what undo_note() wrote into @status, and has the driver's books know
 * what the steps have taken.  Steps that cannot be understood are left out, with a warning. */
void undo_restore(Run *run, Driver *driver, const GuestStatus *status);
