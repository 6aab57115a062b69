/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/emulators.h"

/*
 * <capabilities>: this host, and the guests that it can have: those of pseries machines that the
 * planner takes.
 */

/* @root: below which /proc and /sys are; @uuid (nullable): the host's, as configured.  Asks the
 * default QEMU, if nobody has, and no other.  Returns: (owned) the document; it names no guests
 * when there is no QEMU for them. */
char *host_capabilities_xml(const char *root, const char *uuid, Emulators *emulators);
