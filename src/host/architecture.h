/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/* libvirt's names of processor architectures. */

/* The architectures of our guests, NULL-terminated; the first is the default.  They share one QEMU:
 * a pseries guest starts big-endian and may switch. */
extern const char *const architecture_ours[];

/* Returns: true when @name is one of architecture_ours. */
bool architecture_is_ours(const char *name);

/* Returns: true for a name that libvirt knows. */
bool architecture_is_known(const char *name);
