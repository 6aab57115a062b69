/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/* Returns: (borrowed, nullable) the <interface> of @domain that @wanted means: the one with its
 * MAC, its PCI address and its alias, as far as these are given.  Errors, in libvirt's words:
 * DEVICE_MISSING; OPERATION_FAILED when there are several. */
Interface *interface_match_find(const Domain *domain, const Interface *wanted, GError **error);
