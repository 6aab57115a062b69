/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Checks that @flags has only flags of @supported.  Any thread.  Errors: INVALID_ARG, in libvirt's
 * words: "unsupported flags (0x100) in function NAME"; @function is the name that libvirt would
 * print. */
bool flags_check(unsigned flags, unsigned supported, const char *function, GError **error);
