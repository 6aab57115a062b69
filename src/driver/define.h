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

/* Gives a guest that does not run another name.  Errors: OPERATION_INVALID when it is transient or
 * runs, or the name is taken; guest_store_check_name()'s; what planning says of the document with
 * that name, unless it could not be planned before. */
bool rename_guest(Driver *driver, Guest *guest, const char *name, unsigned flags, GError **error);

/* Removes @guest from the list when it neither is persistent nor runs, see guest_list_forget(). */
void forget_guest(Driver *driver, Guest *guest, const Definition *last);
