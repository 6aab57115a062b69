/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Refuses every flag that is not in @supported.  Errors: INVALID_ARG, plain: "unsupported flags
 * (0x100) in function NAME": clients see libvirt's own @function there. */
bool flags_check(unsigned flags, unsigned supported, const char *function, GError **error);
