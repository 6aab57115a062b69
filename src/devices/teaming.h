/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "xml/binding.h"

/*
 * <teaming>: two NICs that the guest uses as one.  The persistent one is emulated and stays; the
 * transient one is a host NIC, and is unplugged for a migration.
 */
typedef enum { TEAMING_NONE, TEAMING_PERSISTENT, TEAMING_TRANSIENT } TeamingType;

typedef struct {
    TeamingType type;
    char *persistent; /* transient: the alias of the persistent NIC */
} Teaming;

extern const XmlBinding teaming_binding;

/* Warns of a transient NIC, which QEMU does not allow in a pseries guest. */
void teaming_check(const Teaming *teaming, unsigned line, Report *report);
