/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <perf>: which events of the host's processors are counted for a guest.  Nothing of it is QEMU's;
 * it is kept as it is.
 */
typedef struct {
    unsigned line;
    int name;
    Tristate enabled;
} PerfEvent;

typedef struct {
    GPtrArray *events; /* (owned, nullable) PerfEvent *, in libvirt's order after complete() */
} DomainPerf;

extern const XmlBinding perf_binding;

void perf_complete(Domain *domain, const DomainContext *context, Report *report);
void perf_check(const Domain *domain, const DomainContext *context, Report *report);
