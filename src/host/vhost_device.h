/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev.h"
#include "devices/interface.h"
#include "devices/vsock.h"

/*
 * The host's vhost devices, which QEMU's user may not open.
 */

/* Opens /dev/vhost-vsock for @vsock and chooses the CID if the document does not.  Writes the
 * descriptor's number into @vsock and appends the descriptor to @descriptors (int), which owns it.
 * On a worker.  Errors: CONFIG_UNSUPPORTED when the host has none, SYSTEM_ERROR. */
bool vhost_device_open_vsock(Vsock *vsock, GArray *descriptors, GError **error);

/* The same for a <hostdev type='scsi_host'>, whose adapter the kernel serves. */
bool vhost_device_open_scsi(Hostdev *hostdev, GArray *descriptors, GError **error);

/* The same for the device of an <interface type='vdpa'>.  Errors: SYSTEM_ERROR. */
bool vhost_device_open_vdpa(Interface *nic, GArray *descriptors, GError **error);
