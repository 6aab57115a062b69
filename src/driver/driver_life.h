/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Creates and frees the driver.  On the main thread, before and after clients are served.
 */

/* Creates the folders, loads the definitions, and takes over the guests that run.  @context
 * (borrowed) is the main thread's.  Returns: (owned, nullable) the driver; @config and @services
 * must outlive it. */
Driver *driver_new(const DriverConfig *config, const HostServices *services, GMainContext *context,
                   GError **error);
void driver_free(Driver *driver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Driver, driver_free)

/* Queues the start of all guests with autostart; does nothing if a daemon has done so since the
 * host booted.  Never waits for a start. */
void driver_autostart(Driver *driver);
