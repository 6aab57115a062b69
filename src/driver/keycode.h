/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Translates @code of @codeset (virKeycodeSet) to QEMU's number of the key.  Any thread.  Errors:
 * INVALID_ARG for an unknown code set or code. */
bool keycode_to_qemu(unsigned codeset, unsigned code, unsigned *number, GError **error);
