/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "host/passthrough.h"

/* Returns: (owned) PassthroughPci: the PCI devices of the host that @device passes to its guest: a
 * <hostdev>, a NIC of type hostdev, and the NVMe drives of a disk's images.  They borrow from
 * @device.  Never blocks. */
GArray *passed_device_pcis(const Device *device);
