/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <perf>: performance counters of the host for a guest.  QEMU gets none of it; it is only kept.
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

/* DomainSection.complete: sorts the events in libvirt's order. */
void perf_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for an event that is given twice. */
void perf_check(const Domain *domain, const DomainContext *context, Report *report);
