/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"

/* Returns: (owned) what an administrator should know of @guest, a text each.  @flags:
 * VIR_DOMAIN_MESSAGE_*, 0 for all kinds.  From any thread; never blocks. */
GStrv messages_of(Guest *guest, unsigned flags);
