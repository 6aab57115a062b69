/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/*
 * <capabilities>: the host, and the pseries guests that it can run.
 */

/* @root: the folder of /proc and /sys; @uuid: (nullable) the configured host UUID; @capabilities:
 * (nullable) of the guests' QEMU.  Blocks on /proc and /sys only.  Returns: (owned) the document;
 * without @capabilities it lists no guests. */
char *host_capabilities_xml(const char *root, const char *uuid, const Capabilities *capabilities);
