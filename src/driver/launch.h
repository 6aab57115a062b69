/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * The way of a start: a plan for one run, what the run takes from the host, QEMU's process, its
 * monitor, the guest's first instruction.
 */
typedef struct {
    Driver *driver;
    Guest *guest;      /* it does not run */
    unsigned flags;    /* VIR_DOMAIN_START_* */
    const void *owner; /* (nullable) whose end destroys the guest, with AUTODESTROY */
} LaunchRequest;

/* Starts the guest of @request from @next.  On failure all is given back; only where a QEMU cannot
 * be killed the guest is active then.  On a worker that holds the guest's job.  Errors: planning's,
 * those of what the host has to do, INTERNAL_ERROR with QEMU's message when QEMU dies,
 * OPERATION_TIMEOUT. */
bool launch(const LaunchRequest *request, Definition *next, GError **error);
