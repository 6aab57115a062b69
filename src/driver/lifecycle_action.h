/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* What @guest is to do when it has shut down, rebooted or crashed.  @type: virDomainLifecycle;
 * @action: virDomainLifecycleAction.  The caller holds the guest's job. */
bool set_guest_lifecycle_action(Driver *driver, Guest *guest, unsigned type, unsigned action,
                                unsigned flags, GError **error);
