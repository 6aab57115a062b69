/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* Opens the host's vhost devices that QEMU's user may not: that of a <vsock>, for which it also
 * chooses a number when the document leaves it to us, and those of vDPA interfaces.  Writes into
 * @live what QEMU finds where; the descriptors are appended to @descriptors (int).  Errors:
 * CONFIG_UNSUPPORTED, SYSTEM_ERROR, naming the device. */
bool vhost_device_open_all(Domain *live, GArray *descriptors, GError **error);
