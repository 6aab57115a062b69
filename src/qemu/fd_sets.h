/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "qemu/argv.h"

/*
 * What QEMU is handed over open for paths that it opens: sets of descriptors, of which it takes the
 * one with the access that it needs.
 */
typedef struct FdSets FdSets;

/* Returns: (owned) none yet. */
FdSets *fd_sets_new(void);

/* Closes what was not handed over. */
void fd_sets_free(FdSets *sets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FdSets, fd_sets_free)

/* Begins a set.  Returns: its number. */
unsigned fd_sets_begin(FdSets *sets);

/* Adds @fd (owned from here on) to the set @number. */
void fd_sets_add(FdSets *sets, unsigned number, int fd);

/* Returns: (owned) the path by which QEMU opens the set: "/dev/fdset/3". */
char *fd_sets_path(unsigned number);

/* Appends the options that hand them over to @argv, and the descriptors (owned there) to
 * @descriptors (int), which QEMU inherits. */
void fd_sets_hand_over(FdSets *sets, Argv *argv, GArray *descriptors);
