/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Destroys a running guest: "quit", then SIGTERM, then SIGKILL.  @flags: VIR_DOMAIN_DESTROY_*;
 * GRACEFUL: no SIGKILL.  If the guest survives, a take-over that was interrupted for this call is
 * requested again.  On a worker that holds the guest's job.  Errors: OPERATION_INVALID when it does
 * not run, SYSTEM_ERROR when it does not end. */
bool destroy_guest(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Queues the destruction of all guests whose Guest.owner is @owner, a connection that has closed.
 * On the main thread; never blocks. */
void destroy_owned_guests(Driver *driver, const void *owner);
