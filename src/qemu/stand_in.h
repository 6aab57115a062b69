/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/argv.h"
#include "qemu/capabilities.h"

/*
 * Turns the command line of a guest into that of a QEMU with the same machine and the same devices
 * on the same buses, which opens nothing of the host: no image, socket, network, device or key.
 *
 * Where a device is given is kept.  What is behind it is replaced: each block node by a null-co
 * node, each character device by a null one, each network by an empty hub, each memory by plain
 * memory that is not reserved.  A device that works only with something of the host (vfio-pci,
 * vhost-user, a TPM) is replaced by a plain one of the same class on the same bus, with its id.
 * QEMU's own files (firmware, option ROMs) are read, and the accelerator is the guest's.
 */
typedef struct {
    const Capabilities *capabilities; /* borrowed: the QEMU */
    GHashTable *plain;    /* (borrowed, nullable) set of ids of PCI devices that are only to
                           * take up a slot */
    bool fills_slot_zero; /* slot 0 of each PCI bus is taken before a device is placed */
} StandIn;

/* Returns: (owned, nullable) that command line, paused, with QMP on standard input and output.
 * Errors: CONFIG_UNSUPPORTED for an option or a part for which no row says that it is safe. Any
 * thread; does not block. */
Argv *stand_in_argv(const StandIn *stand_in, const Argv *argv, GError **error);
