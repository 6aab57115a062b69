/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The host's PCI devices as libvirt calls and describes them: the node device "pci_0002_01_00_0" is
 * the PCI device "0002:01:00.0"; "computer" is what all stand on.  Other kinds of devices are for a
 * daemon of node devices.  The names of maker and product are the host's pci.ids', where it has
 * that; the ids are there without it.
 *
 * @sysfs is "/sys" except in tests.  Everything that has it blocks on the kernel: on a worker.
 */
#define NODE_DEVICE_COMPUTER "computer"

/* Returns: (owned) the node device that the PCI device @pci is. */
char *node_device_name(const char *pci);

/* Returns: (owned) char *: all of them in the order of their names, the computer first. */
GPtrArray *node_device_list(const char *sysfs);

/* Returns: (owned, nullable) the PCI device that the node device @name is.  Errors: NO_NODE_DEVICE,
 * also for the computer. */
char *node_device_pci(const char *sysfs, const char *name, GError **error);

/* Returns: whether there is a node device @name.  Errors: NO_NODE_DEVICE. */
bool node_device_check(const char *sysfs, const char *name, GError **error);

/* Returns: (owned, nullable) the node device that @name stands on; NULL for the computer, or with
 * an error: NO_NODE_DEVICE. */
char *node_device_parent(const char *sysfs, const char *name, GError **error);

/* Returns: (owned, nullable) the <device> document of @name.  @root: "/"; @uuid: the host's.
 * Errors: NO_NODE_DEVICE. */
char *node_device_xml(const char *root, const char *uuid, const char *name, GError **error);
