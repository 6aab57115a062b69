/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "driver/driver_config.h"

/*
 * The guests of this host, and what is done with them.
 */
typedef struct Driver Driver;

/* Takes over the guests that run already, and starts those that are to start with us.  @config and
 * its strings outlive the driver.
 * Returns: (owned) the driver. */
Driver *driver_new(const DriverConfig *config, GError **error);

/* Leaves the guests running. */
void driver_free(Driver *driver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Driver, driver_free)
