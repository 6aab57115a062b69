/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* What a guest is to do when something happens to it. */
typedef struct {
    unsigned type;   /* virDomainLifecycle: it has shut down, rebooted, crashed */
    unsigned action; /* virDomainLifecycleAction */
} LifecycleChoice;

/* @flags: VIR_DOMAIN_AFFECT_*.  Errors: INVALID_ARG for what there is not, CONFIG_UNSUPPORTED for
 * what cannot be, amend()'s. */
bool lifecycle_action_set(Driver *driver, Guest *guest, const LifecycleChoice *choice,
                          unsigned flags, GError **error);
