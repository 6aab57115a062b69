/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * The driver's beginning and end.  On the main thread.
 */

/* Makes the folders, reads what they hold, takes over the guests that run.  @context (borrowed) is
 * the main thread's.  Returns: (owned, nullable) the driver; @config must outlive it. */
Driver *driver_new(const DriverConfig *config, GMainContext *context, GError **error);
void driver_free(Driver *driver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Driver, driver_free)

/* Starts the guests that are to start with the host, each as soon as a worker is free; only the
 * first daemon of the host's run does. */
void driver_autostart(Driver *driver);
