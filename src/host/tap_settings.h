/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/* Sets up the host's device @name as @nic wants it, puts it on its bridge and brings it up.
 * Errors: SYSTEM_ERROR, naming the device and the step. */
bool tap_settings_apply(const char *name, const Interface *nic, GError **error);
