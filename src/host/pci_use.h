/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * What the host itself does with a PCI device, which would break if the device was taken away.
 */

/* Returns: (owned, nullable) in words, for "...: DEVICE is in use by the host, ": a mounted file
 * system or swap on a disk behind the device @name ("0002:01:00.0"), through partitions, device
 * mapper and RAID as well; or a network interface of it that is up and has an address which others
 * can reach, or is part of a bridge or bond that has one.  @sysfs, @procfs: "/sys", "/proc" except
 * in tests.  On a worker; blocks on the kernel alone. */
char *pci_use_by_host(const char *sysfs, const char *procfs, const char *name);
