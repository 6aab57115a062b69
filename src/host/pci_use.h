/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * What the host itself does with a PCI device, which would break if the device was taken away.
 */

/* Returns: whether the host can do without the device @name ("0002:01:00.0").  It cannot while a
 * file system is mounted or swap is used on a disk behind the device, through partitions, device
 * mapper and RAID as well; or while a network interface of it is up and has an address which others
 * can reach, or is part of a bridge or bond that has one.  @sysfs, @procfs: "/sys", "/proc" except
 * in tests.  On a worker; blocks on the kernel alone.  Errors: OPERATION_INVALID, with what to end
 * first. */
bool pci_use_check(const char *sysfs, const char *procfs, const char *name, GError **error);
