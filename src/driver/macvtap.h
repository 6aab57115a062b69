/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/*
 * The host's end of an <interface type='direct'>: a macvtap on a device of the host.
 *
 * Unlike a tap it outlives whoever has opened it, so that it is to be deleted at the end of a run.
 */

/* Makes the card's device, brings it up and writes its name into @card.  Returns: its index; 0 on
 * failure.  Errors: SYSTEM_ERROR. */
unsigned macvtap_make(Interface *card, GError **error);

/* Opens one queue of the device with that index for QEMU.  Returns: (owned) a descriptor, or -1.
 * Errors: SYSTEM_ERROR. */
int macvtap_open(const Interface *card, unsigned index, GError **error);

/* Deletes the card's device; problems are logged. */
void macvtap_delete(const Interface *card);
