/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/report.h"
#include "xml/binding.h"

/*
 * <teaming>: two NICs that the guest uses as one.  The persistent one is virtual and stays; the
 * transient one is the host's, and is taken away where the guest moves to another host.
 */
typedef enum { TEAMING_NONE, TEAMING_PERSISTENT, TEAMING_TRANSIENT } TeamingType;

typedef struct {
    TeamingType type;
    char *persistent; /* transient: the alias of the other */
} Teaming;

extern const XmlBinding teaming_binding;

/* A warning when the NIC is one that QEMU does not let into a pseries guest. */
void teaming_check(const Teaming *teaming, unsigned line, Report *report);
