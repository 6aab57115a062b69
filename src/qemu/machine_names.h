/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/* Returns: (owned) the names of a QEMU's pseries machines, for messages: "pseries-2.9,
 * pseries-2.10"; those of all its machines when there are none.  Any thread; does not block. */
char *machine_names(const Capabilities *capabilities);
