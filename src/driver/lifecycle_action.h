/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* What happens to a guest after a lifecycle event. */
typedef struct {
    unsigned type;   /* virDomainLifecycle: poweroff, reboot, crash */
    unsigned action; /* virDomainLifecycleAction */
} LifecycleChoice;

/* Sets the action for an event.  @flags: VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's
 * job.  Errors: INVALID_ARG for an unknown type or action, CONFIG_UNSUPPORTED for an action that
 * this event cannot have, amend()'s. */
bool lifecycle_action_set(Driver *driver, Guest *guest, const LifecycleChoice *choice,
                          unsigned flags, GError **error);
