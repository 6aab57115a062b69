/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/undo_list.h"

/* Opens the host's end of every interface that has a tap device, puts it on its bridge, and writes
 * into @live what it is called and under which descriptors QEMU finds it.  These are appended to
 * @descriptors (int); what does not go with them is in @undo, also when it fails.  Needs the right
 * to make network devices.  Errors: SYSTEM_ERROR, OPERATION_FAILED, naming the device; those of
 * undo_write(). */
bool tap_open_all(Domain *live, GArray *descriptors, UndoList *undo, GError **error);
