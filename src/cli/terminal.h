/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* A terminal in raw mode, until it is freed. */
typedef struct Terminal Terminal;

/* Returns: (owned, nullable) the terminal @fd (borrowed), now in raw mode; NULL when @fd is no
 * terminal, or we are not in its foreground. */
Terminal *terminal_new_raw(int fd);

/* Restores its modes. */
void terminal_free(Terminal *terminal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Terminal, terminal_free)
