/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Starts a guest that does not run, from its next definition.  @flags: VIR_DOMAIN_START_*; @owner:
 * the connection whose close destroys the guest, with VIR_DOMAIN_START_AUTODESTROY.  On a worker
 * that holds the guest's job.  Errors: OPERATION_INVALID when it runs, planning's, INTERNAL_ERROR
 * with QEMU's message when QEMU dies, OPERATION_TIMEOUT. */
bool start_guest(Driver *driver, Guest *guest, unsigned flags, const void *owner, GError **error);

/* Starts the guest of document @xml: the defined guest of that name and UUID, or a transient one.
 * On a worker; takes the guest's job itself.  Returns: (owned, nullable) the guest.  Errors:
 * start_guest()'s and guest_list_claim()'s. */
Guest *create_guest(Driver *driver, const char *xml, unsigned flags, const void *owner,
                    GError **error);
