/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * What the host's firmware says about the host: who made it, and which one it is.
 *
 * @root: see host_file.h, HOST_ROOT.
 */

/* Returns: (owned, nullable) the <sysinfo> document: from the DMI tables, on a POWER host from what
 * the kernel tells of the machine.  Errors: CONFIG_UNSUPPORTED where there is neither. */
char *host_sysinfo_xml(const char *root, GError **error);
