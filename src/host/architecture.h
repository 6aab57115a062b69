/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/* Names of processor architectures, as libvirt has them. */

/* Those of our guests, NULL-terminated; the first is the default.  All are of the same QEMU: a
 * pseries guest begins big-endian, whatever it runs later. */
extern const char *const architecture_ours[];

bool architecture_is_ours(const char *name);

/* Returns: true for a name that libvirt knows. */
bool architecture_is_known(const char *name);
