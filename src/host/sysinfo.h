/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * <sysinfo>: manufacturer, model and serial number of the host, from its firmware.
 *
 * @root: HOST_ROOT except in tests, see file.h.
 */

/* Returns: (owned, nullable) the document: from the DMI tables, or on a POWER host from
 * /proc/cpuinfo.  Any thread.  Errors: CONFIG_UNSUPPORTED when there is neither. */
char *host_sysinfo_xml(const char *root, GError **error);
