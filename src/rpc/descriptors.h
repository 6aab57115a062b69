/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * File descriptors that come with a packet or go with one: a GArray of int that owns them.  Any
 * thread; nothing blocks or fails.
 */

/* Returns: (owned) no descriptor. */
GArray *descriptors_new(void);

/* Closes the descriptors in it and frees it; takes NULL. */
void descriptors_free(GArray *descriptors);
