/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev.h"
#include "host/passthrough.h"

/* Prepares the device of the host that @hostdev is: no other guest has it, and what QEMU opens is
 * known.  What is chosen is written into @hostdev (the address of a USB device), and descriptors
 * for QEMU are added to @descriptors.  On a worker; blocks on the kernel.  Returns: (owned,
 * nullable) the nodes that QEMU opens, to be lent to it.  Errors: those of
 * passthrough_prepare_pci(), usb_device_find(); CONFIG_UNSUPPORTED. */
ImageFiles *hostdev_setup(const Passthrough *passthrough, Hostdev *hostdev, GArray *descriptors,
                          GError **error);
