/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/undo_list.h"

/* Opens the tap or macvtap of @nic, if it has one, puts it on its bridge, and writes its name and
 * descriptors into @nic.  The descriptors, for QEMU to inherit, are appended to @descriptors (int),
 * which owns them; what outlives them is added to @undo, even on failure.  @live: the guest.  Needs
 * CAP_NET_ADMIN.  On a worker.  Errors: SYSTEM_ERROR, OPERATION_FAILED, naming the device;
 * undo_write()'s. */
bool tap_open(Interface *nic, const Domain *live, GArray *descriptors, UndoList *undo,
              GError **error);
