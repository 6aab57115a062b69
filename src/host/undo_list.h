/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A list of what was taken from the host for one run of a guest.  It is undone from the newest step
 * to the oldest.
 *
 * Whoever takes something adds a step.  If it outlives the daemon, the step is added and written to
 * disk before it is taken, so that the next daemon can undo it.  Taps and other descriptors need no
 * step: the kernel frees them when QEMU has ended.
 *
 * The list has no lock: it belongs to the holder of the guest's job.
 */
typedef enum {
    UNDO_STATUS,           /* the status file of guest @key with the id numbers[0] */
    UNDO_FOLDER,           /* the folder @key, with all that is in it */
    UNDO_EMPTY_FOLDER,     /* the folder @key, if it is empty by then */
    UNDO_PORT,             /* the display port numbers[0] */
    UNDO_MACVTAP,          /* the network device @key; see macvtap.h */
    UNDO_IMAGE,            /* the file @key, see image_record_numbers() */
    UNDO_HELPER,           /* the helper process numbers[0], started at numbers[1] */
    UNDO_HOST_DEVICE,      /* a device of the host, see passthrough.h */
    UNDO_VIRTUAL_FUNCTION, /* of the card @key, see virtual_function.h */
    UNDO_FILTER,           /* of the network device @key */
    UNDO_NETWORK_PORT,     /* of the virtual network @key; its UUID is numbers[0] and [1] */
    N_UNDO_KINDS,
} UndoKind;

enum { UNDO_NUMBERS = 6 };

typedef struct {
    UndoKind kind;
    const char *key; /* (owned by the list, borrowed elsewhere) "" where the kind has none */
    uint64_t numbers[UNDO_NUMBERS];
} UndoStep;

/* How to undo a step of one kind; @user is undo_list_new()'s. */
typedef struct {
    /* (nullable) Starts what undo() then waits for; called for all steps before the first
     * undo(). */
    void (*begin)(const UndoStep *step);
    /* What is already gone is no failure: an earlier daemon may have undone the step before it
     * died. */
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

/* Removes the newest step of that kind and key, which was not taken or is already given back. */
void undo_drop(UndoList *list, UndoKind kind, const char *key);

/* Number of steps; each (borrowed until the next change), the oldest first. */
size_t undo_n_steps(const UndoList *list);
const UndoStep *undo_step(const UndoList *list, size_t i);

/* The function that writes the list to disk: set it before taking anything, and NULL afterwards. */
typedef bool (*UndoWrite)(void *user, GError **error);
void undo_set_writer(UndoList *list, UndoWrite write, void *user);

/* Writes the list to disk if steps were added since the last time.  On a worker: waits for the
 * disk.  Errors: the writer's; then nothing may be taken. */
bool undo_write(UndoList *list, GError **error);

/* Returns: the position after the newest step, for undo_back_to(). */
size_t undo_mark(const UndoList *list);

/* Undoes and removes the steps added since @mark, newest first.  A failed step is logged, and the
 * others go on.  On a worker, or before clients are served: waits for processes to end.  Does not
 * write the list to disk. */
void undo_back_to(UndoList *list, size_t mark);

/* Undoes all steps; see undo_back_to(). */
void undo_all(UndoList *list);
