/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "qemu/argv.h"

/*
 * QEMU's fd sets: descriptors that QEMU inherits in place of opening paths.  QEMU takes the
 * descriptor of a set that has the access it needs.
 */
typedef struct FdSets FdSets;

/* Returns: (owned) an empty list of sets. */
FdSets *fd_sets_new(void);

/* Closes the descriptors that were not handed over. */
void fd_sets_free(FdSets *sets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FdSets, fd_sets_free)

/* Begins a set.  Returns: its number. */
unsigned fd_sets_begin(FdSets *sets);

/* Adds @fd (owned from here on) to the set @number. */
void fd_sets_add(FdSets *sets, unsigned number, int fd);

/* Returns: (owned) the path by which QEMU opens the set: "/dev/fdset/3". */
char *fd_sets_path(unsigned number);

/* Appends the -add-fd options to @argv, and the descriptors to @descriptors (int), which owns them
 * from here on and which QEMU inherits. */
void fd_sets_hand_over(FdSets *sets, Argv *argv, GArray *descriptors);
