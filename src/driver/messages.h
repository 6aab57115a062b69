/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"

/* Returns: (owned) what the administrator should know of @guest, one text each: that it was left
 * alone in the take-over, or that a definition has a flaw.  @flags: VIR_DOMAIN_MESSAGE_*, 0 for all
 * kinds.  Any thread; never blocks. */
GStrv messages_of(Guest *guest, unsigned flags);
