/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Turns @code of @codeset (virKeycodeSet) into the number that QEMU has for the key.  Errors:
 * INVALID_ARG for a code set or a code that we do not know. */
bool keycode_to_qemu(unsigned codeset, unsigned code, unsigned *number, GError **error);
