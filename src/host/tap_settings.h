/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/* Applies the settings of @nic (MTU, MAC, limits ...) to the host's device @name, puts it on its
 * bridge and brings it up.  On a worker.  Errors: SYSTEM_ERROR, naming the device and the step. */
bool tap_settings_apply(const char *name, const Interface *nic, GError **error);
