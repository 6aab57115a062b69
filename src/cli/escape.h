/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The keys that are for us and not for the guest: Ctrl-a x leaves, Ctrl-a Ctrl-a is one Ctrl-a.
 * Ctrl-a before any other key is dropped with that key.
 */
typedef struct {
    bool is_pending; /* the last byte was a Ctrl-a */
} Escape;

/* Appends to @guest what of @n_bytes of @bytes is for the guest.  Returns: true when the user wants
 * to leave; the bytes behind that are dropped. */
bool escape_filter(Escape *escape, const char *bytes, size_t n_bytes, GString *guest);
