/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/*
 * <capabilities>: this host, and the guests that it can have: those of pseries machines that the
 * planner takes.
 */

/* @root: below which /proc and /sys are; @uuid (nullable): the host's, as configured;
 * @capabilities: of the QEMU for the guests.  Returns: (owned) the document; without @capabilities
 * it names no guests. */
char *host_capabilities_xml(const char *root, const char *uuid, const Capabilities *capabilities);
