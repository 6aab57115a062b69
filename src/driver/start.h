/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Starts a guest that does not run, from its next definition.  @flags: VIR_DOMAIN_START_*; @owner:
 * the connection that it ends with, if the flags say so.  Errors: OPERATION_INVALID when it runs
 * already, what planning says, INTERNAL_ERROR with QEMU's own words when QEMU dies,
 * OPERATION_TIMEOUT. */
bool start_guest(Driver *driver, Guest *guest, unsigned flags, const void *owner, GError **error);

/* Starts the guest of document @xml, which is forgotten at its end unless it is defined as well.
 * Holds the guest's job meanwhile.  Returns: (owned, nullable) the guest. */
Guest *create_guest(Driver *driver, const char *xml, unsigned flags, const void *owner,
                    GError **error);
