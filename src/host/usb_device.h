/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev_source.h"

/*
 * USB devices of the host, as the kernel tells of them in sysfs.
 */
typedef struct {
    unsigned bus, device;
} UsbDevice;

/* Finds the host's device that @source names by its ids, by its address, or both.  @sysfs: "/sys"
 * except in tests.  On a worker.  Errors: INTERNAL_ERROR when there is none; OPERATION_FAILED when
 * there are several. */
bool usb_device_find(const char *sysfs, const HostdevSource *source, UsbDevice *found,
                     GError **error);
