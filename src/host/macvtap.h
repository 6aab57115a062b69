/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/undo_list.h"

/*
 * The host's end of an <interface type='direct'>: a macvtap on a device of the host.
 *
 * Unlike a tap it outlives whoever has opened it, so that it is to be deleted at the end of a run.
 */

/* Makes the interface's device, brings it up and writes its name into @nic.  Its name is in @undo,
 * written down, before it is made.  Returns: its index; 0 on failure.  Errors: SYSTEM_ERROR, those
 * of undo_write(). */
unsigned macvtap_make(Interface *nic, UndoList *undo, GError **error);

/* Opens one queue of the device with that index for QEMU.  Returns: (owned) a descriptor, or -1.
 * Errors: SYSTEM_ERROR. */
int macvtap_open(const Interface *nic, unsigned index, GError **error);

/* Deletes the device of @step (UNDO_MACVTAP).  One that was written down may never have been made,
 * and the name be another device's: what is no macvtap of that device of the host, or has another
 * address, is left alone, with a warning.  Errors: SYSTEM_ERROR. */
bool macvtap_delete(const UndoStep *step, GError **error);
