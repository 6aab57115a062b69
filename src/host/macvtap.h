/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/undo_list.h"

/*
 * The host's end of an <interface type='direct'>: a macvtap on a device of the host.
 *
 * Unlike a tap it outlives the process that has it open, so it must be deleted at the end of a run.
 */

/* Creates the interface's device, brings it up and writes its name into @nic.  The name is added to
 * @undo and written to disk before the device is created.  On a worker.  Returns: the device's
 * index; 0 on failure.  Errors: SYSTEM_ERROR, undo_write()'s. */
unsigned macvtap_make(Interface *nic, UndoList *undo, GError **error);

/* Opens one queue of the device @index for QEMU.  On a worker: waits for udev.  Returns: (owned) a
 * descriptor, or -1.  Errors: SYSTEM_ERROR. */
int macvtap_open(const Interface *nic, unsigned index, GError **error);

/* Deletes the device of @step (UNDO_MACVTAP).  It may never have been created, and another device
 * may have the name: a device that is no macvtap on the same host device, or has another MAC, is
 * left alone with a warning.  On a worker.  Errors: SYSTEM_ERROR. */
bool macvtap_delete(const UndoStep *step, GError **error);
