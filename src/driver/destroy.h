/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Ends a running guest at once: "quit", then SIGTERM, then SIGKILL.  @flags: VIR_DOMAIN_DESTROY_*;
 * with GRACEFUL there is no SIGKILL.  A take-over that was cut short for it is made up for when the
 * guest goes on.  Errors: OPERATION_INVALID when it does not run, SYSTEM_ERROR when it does not
 * end. */
bool destroy_guest(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Ends all guests that go with the connection @owner.  On the main thread; never blocks. */
void destroy_owned_guests(Driver *driver, const void *owner);
