/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* Trees of /proc and /sys for tests, of hosts that are not at hand. */

/* Returns: (owned) the root of a POWER host: cells 0 and 8, each a socket of two cores of four
 * threads, of which CPU 7 is off; huge pages of 16 MiB.  folder_remove() takes it. */
char *host_tree_power(void);

/* Returns: (owned) the root of a host whose kernel has no cells: two CPUs and no more said. */
char *host_tree_flat(void);

/* Writes the file @path below @root, with the folders that it needs. */
void host_tree_write(const char *root, const char *path, const char *text);

/* Makes @path below @root a link to @target, with the folders that it needs. */
void host_tree_link(const char *root, const char *path, const char *target);

/* Makes the PCI device @name ("0002:01:00.0") of domain 2 below @sysfs, which @driver (nullable)
 * has, in the IOMMU group @group (nullable). */
void host_tree_pci(const char *sysfs, const char *name, const char *driver, const char *group);

/* The small hosts below have the card HOST_TREE_CARD, or lack it. */
#define HOST_TREE_CARD "0002:01:00.0"

/* No PCI device at all. */
void host_tree_without_card(const char *sysfs);

/* VFIO has the card, which is in no IOMMU group. */
void host_tree_without_group(const char *sysfs);

/* VFIO has the card, in group 3 with its bridge. */
void host_tree_bound(const char *sysfs);

/* The host's e1000e has the card, alone in group 3. */
void host_tree_unbound(const char *sysfs);

/* As before, and its network interface has the name of one that this host has, `lo`. */
void host_tree_active(const char *sysfs);
