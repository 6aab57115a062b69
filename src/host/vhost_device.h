/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "devices/vsock.h"

/*
 * The host's vhost devices, which QEMU's user may not open.
 */

/* Opens the one of @vsock, and chooses a number for the guest when the document leaves it to us.
 * Writes into @vsock what QEMU finds where; the descriptor is appended to @descriptors (int).
 * Errors: CONFIG_UNSUPPORTED where the host has none, SYSTEM_ERROR. */
bool vhost_device_open_vsock(Vsock *vsock, GArray *descriptors, GError **error);

/* The same for the device of an <interface type='vdpa'>.  Errors: SYSTEM_ERROR. */
bool vhost_device_open_vdpa(Interface *nic, GArray *descriptors, GError **error);
