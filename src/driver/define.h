/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Defines the guest of document @xml, or replaces the definition of the guest with that name and
 * UUID.  On a worker; needs no job.  @flags: VIR_DOMAIN_DEFINE_*.  Returns: (owned, nullable) the
 * guest.  What its start would be refused for on this host now is logged as a warning.  Errors:
 * OPERATION_FAILED when its name or its UUID is another guest's, what planning
 * says, SYSTEM_ERROR when it cannot be kept. */
Guest *define_guest(Driver *driver, const char *xml, unsigned flags, GError **error);

/* Removes the definition of @guest; a running guest becomes transient.  @flags:
 * VIR_DOMAIN_UNDEFINE_*.  On a worker that holds the guest's job.  Errors: OPERATION_INVALID when
 * it is transient, INVALID_ARG for flags that exclude each other. */
bool undefine_guest(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Renames a guest that does not run.  On a worker that holds its job.  Errors: OPERATION_INVALID
 * when it is transient or runs or the name is taken; guest_store_check_name()'s; planning's for the
 * renamed document, unless the definition already had a flaw. */
bool rename_guest(Driver *driver, Guest *guest, const char *name, unsigned flags, GError **error);

/* Removes @guest from the list when it is neither persistent nor running, see guest_list_forget().
 * @last: its last definition.  On a worker that holds the guest's job. */
void forget_guest(Driver *driver, Guest *guest, const Definition *last);
