/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What was taken from the host for one run of a guest, step by step: a list that is undone from the
 * newest step to the oldest.
 *
 * Whoever takes something adds a step.  What outlives the daemon is added and written down before
 * it is taken, so that the next daemon has it, too.  Taps and other descriptors have no step: the
 * kernel takes them back when QEMU has ended.
 *
 * For one thread at a time; the list has no lock.
 */
typedef enum {
    UNDO_STATUS,       /* the status file of guest @key with the id numbers[0] */
    UNDO_FOLDER,       /* the folder @key, with all that is in it */
    UNDO_EMPTY_FOLDER, /* the folder @key, unless something is in it by then */
    UNDO_PORT,         /* the display port numbers[0] */
    UNDO_MACVTAP,      /* the network device @key; see macvtap.h */
    UNDO_IMAGE,        /* the file @key, see image_record_numbers() */
    UNDO_HELPER,       /* the helper process numbers[0], started at numbers[1] */
    N_UNDO_KINDS,
} UndoKind;

enum { UNDO_NUMBERS = 6 };

typedef struct {
    UndoKind kind;
    const char *key; /* (owned by the list, borrowed elsewhere) "" where the kind has none */
    uint64_t numbers[UNDO_NUMBERS];
} UndoStep;

/* How the steps of one kind are undone; @user is undo_list_new()'s. */
typedef struct {
    /* (nullable) Begins what undo() then waits for: called for all steps before any is undone. */
    void (*begin)(const UndoStep *step);
    /* What is gone already is no failure: another daemon may have undone it before it died. */
    bool (*undo)(void *user, const UndoStep *step, GError **error);
} UndoMethod;

typedef struct UndoList UndoList;

/* Returns: (owned) an empty list; @methods (borrowed) has one for each UndoKind.  Freeing a list
 * undoes nothing. */
UndoList *undo_list_new(const UndoMethod *methods, void *user);
void undo_list_free(UndoList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UndoList, undo_list_free)

/* Adds a copy of @step as the newest one. */
void undo_add(UndoList *list, const UndoStep *step);

/* Removes the newest step of that kind and key: the thing was not taken, or is given back already.
 */
void undo_drop(UndoList *list, UndoKind kind, const char *key);

/* Number of steps; each (borrowed until the next change), the oldest first. */
size_t undo_n_steps(const UndoList *list);
const UndoStep *undo_step(const UndoList *list, size_t i);

/* How the list is written down: set by whoever is about to take something, NULL when he is done. */
typedef bool (*UndoWrite)(void *user, GError **error);
void undo_set_writer(UndoList *list, UndoWrite write, void *user);

/* Writes the list down, unless it has no step that was added since it was written last.  On a
 * worker; waits for the disk.  Errors: the writer's; then what was to be taken must not be. */
bool undo_write(UndoList *list, GError **error);

/* Returns: the place behind the newest step, for undo_back_to(). */
size_t undo_mark(const UndoList *list);

/* Undoes the steps that were added behind @mark, the newest first, and removes them.  A step that
 * fails is logged, and the rest goes on.  On a worker, or before clients are served: it waits for
 * the ends of processes.  The list is not written down. */
void undo_back_to(UndoList *list, size_t mark);

/* Undoes all. */
void undo_all(UndoList *list);
