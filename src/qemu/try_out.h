/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/other_user.h"
#include "qemu/placement.h"

/* Starts a QEMU by @words, which have it paused with QMP on standard input and output (stand_in.h),
 * reads what it has and where, and ends it.  It runs as @other_user (nullable), is ours while it
 * lives, and each step has a deadline.  Returns: (owned, nullable) what it has.  Errors:
 * CONFIG_UNSUPPORTED with QEMU's own words when it does not take them; OPERATION_TIMEOUT; those of
 * readback_qmp().  On a worker or in a tool; blocks for some 100 ms. */
Placement *try_out(const char *const *words, const OtherUser *other_user, GError **error);
