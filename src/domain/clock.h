/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/timers.h"
#include "qemu/argv.h"

/*
 * <clock>: the guest's real-time clock at start, and its timers.
 */
typedef enum {
    CLOCK_NONE,
    CLOCK_UTC,
    CLOCK_LOCALTIME,
    CLOCK_TIMEZONE,
    CLOCK_VARIABLE,
    CLOCK_ABSOLUTE,
} ClockOffset;
typedef enum { CLOCK_BASIS_NONE, CLOCK_BASIS_UTC, CLOCK_BASIS_LOCALTIME } ClockBasis;

typedef struct {
    unsigned line;
    ClockOffset offset;
    char *adjustment; /* "reset", or seconds; after complete() seconds for VARIABLE only */
    ClockBasis basis;
    char *timezone;
    OptionalInt start; /* seconds since 1970, for ABSOLUTE */
    GPtrArray *timers; /* (owned, nullable) ClockTimer * */
} DomainClock;

extern const XmlBinding clock_binding;

/* DomainSection.complete: an offset of UTC, and for CLOCK_VARIABLE the basis and the adjustment. */
void clock_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for members that do not belong to the offset, that it lacks, or that
 * are no number of seconds, and for timers that QEMU does not have. */
void clock_check(const Domain *domain, const DomainContext *context, Report *report);

/* -rtc. */
void clock_argv(const Domain *domain, const DomainContext *context, Argv *argv);
