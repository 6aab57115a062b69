/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Hands a user's own command to QEMU's monitor: JSON as it stands, or with
 * VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP one for humans.  Returns: (owned, nullable) what QEMU
 * answered: JSON with its result or its error, or text. */
char *monitor_command(Guest *guest, const char *command, unsigned flags, GError **error);
