/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Defines the guest of document @xml, or changes the definition of the one that has its name and
 * UUID.  @flags: VIR_DOMAIN_DEFINE_*.  Returns: (owned, nullable) the guest.  Errors:
 * OPERATION_FAILED when its name or its UUID is another guest's, what planning says, SYSTEM_ERROR
 * when it cannot be kept. */
Guest *define_guest(Driver *driver, const char *xml, unsigned flags, GError **error);

/* Forgets the definition of @guest, which then lives as long as it runs.  @flags:
 * VIR_DOMAIN_UNDEFINE_*. Errors: OPERATION_INVALID when it is transient, INVALID_ARG for flags that
 * exclude each other. */
bool undefine_guest(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Takes @guest, which neither runs nor is defined any more, from the list; @last is what it was.
 * What its TPM has kept goes with it, unless its document or undefine_guest()'s flags keep it. */
void forget_guest(Driver *driver, Guest *guest, const Definition *last);

/* Gives a guest that does not run another name. */
bool rename_guest(Driver *driver, Guest *guest, const char *name, unsigned flags, GError **error);

bool set_guest_autostart(Driver *driver, Guest *guest, bool is_autostart, GError **error);

/* Keeps @next (owned by it) as @guest's next definition, on disk when it is persistent.  Called
 * with definitions_lock held. */
bool keep_definition(Driver *driver, Guest *guest, Definition *next, GError **error);
