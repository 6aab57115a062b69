/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/undo_list.h"

/* Opens the host's end of @nic if that is a tap or macvtap device, puts it on its bridge, and
 * writes into @nic what it is called and under which descriptors QEMU finds it.  These are appended
 * to @descriptors (int); what does not go with them is in @undo, also when it fails.  @live: the
 * guest.  Needs the right to make network devices.  Blocks.  Errors: SYSTEM_ERROR,
 * OPERATION_FAILED, naming the device; those of undo_write(). */
bool tap_open(Interface *nic, const Domain *live, GArray *descriptors, UndoList *undo,
              GError **error);
