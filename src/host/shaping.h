/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/* Limits the traffic of the host's device @device, the end of @nic, to the <bandwidth> of @nic, by
 * the program 'tc': what the guest gets by a class of its own, what it sends by a police.  Nothing
 * to do without a <bandwidth>.  On a worker; waits for the program.  Errors: OPERATION_FAILED with
 * what 'tc' says, or that there is none. */
bool shaping_apply(const char *device, const Interface *nic, GError **error);
