/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Escape keys of the console: Ctrl-a x leaves, Ctrl-a Ctrl-a sends one Ctrl-a; Ctrl-a with any
 * other key is dropped.
 */
typedef struct {
    bool is_pending; /* the last byte was a Ctrl-a */
} Escape;

/* Filters @n_bytes of input and appends those for the guest to @guest.  Returns: true when the user
 * wants to leave; later bytes are dropped. */
bool escape_filter(Escape *escape, const char *bytes, size_t n_bytes, GString *guest);
