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
