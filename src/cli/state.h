/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The private folder of a guest that runs in the foreground: it exists as long as the guest does.
 */

/* Returns: (owned, nullable) the path of a new folder, which only we may enter. */
char *state_new_root(GError **error);

/* Makes the guest's own folder @directory and what QEMU is told to find there. */
bool state_fill(const char *directory, GError **error);

/* Removes @root with all that is in it. */
void state_remove(const char *root);
