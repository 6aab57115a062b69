/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/placement.h"

/* As try_out(), for Planner.try_out; fails the test when the QEMU has a file, or a socket but its
 * monitor, open.  @user: (nullable) unsigned *, which counts the QEMUs that were started. */
Placement *watched_try_out(void *user, const char *const *words, GError **error);
