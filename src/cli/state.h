/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The private folder of a guest in the foreground; it exists as long as the guest runs.
 */

/* Returns: (owned, nullable) the path of a new folder that only we may enter. */
char *state_new_root(GError **error);

/* Creates the guest's folder @directory with the files that QEMU expects in it. */
bool state_fill(const char *directory, GError **error);

/* Removes @root with its content. */
void state_remove(const char *root);
