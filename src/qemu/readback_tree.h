/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/readback_object.h"

/*
 * What "info qtree" tells of the devices on buses: part of readback.c.
 *
 * It is one short command.  QEMU reads its monitor byte by byte, with several system calls for
 * each, so that a command for each property takes longer than a guest's start.  The port of a USB
 * device that QEMU chose is told nowhere else.
 */
typedef struct ReadbackTree ReadbackTree;

/* Reads @text (nullable) for @objects (ReadbackObject *, borrowed for the life of the tree), which
 * are found by their ids; one that nobody named is found where it is the only one of its type.  Of
 * two devices with one id nothing is told.
 * Returns: (owned) the tree; empty without a text. */
ReadbackTree *readback_tree_new(const char *text, const GPtrArray *objects);
void readback_tree_free(ReadbackTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReadbackTree, readback_tree_free)

/* Adds the names of all properties of @object to @names (a set of owned texts); those of a virtio
 * device are the transport's and the backend's.  Nothing when the tree does not have it. */
void readback_tree_add_names(const ReadbackTree *tree, const ReadbackObject *object,
                             GHashTable *names);

/* Whether some device of @type may be on a bus: not when the tree tells of devices, and has none
 * of this type. */
bool readback_tree_may_have(const ReadbackTree *tree, const char *type);

/* Returns: (owned, nullable) the value of @property of @object in the form of "qom-get"; NULL when
 * the tree does not tell it. */
JsonNode *readback_tree_value(const ReadbackTree *tree, const ReadbackObject *object,
                              const char *property);
