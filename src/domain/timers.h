/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * <timer> of <clock>.  A pseries guest has the time base and the real-time clock; timers of other
 * architectures may only be declared absent.
 */
typedef enum {
    TIMER_NONE,
    TIMER_PLATFORM,
    TIMER_PIT,
    TIMER_RTC,
    TIMER_HPET,
    TIMER_TSC,
    TIMER_KVMCLOCK,
    TIMER_HYPERVCLOCK,
    TIMER_ARMVTIMER
} TimerName;
typedef enum { TRACK_NONE, TRACK_BOOT, TRACK_GUEST, TRACK_WALL, TRACK_REALTIME } TimerTrack;
typedef enum { TICKS_NONE, TICKS_DELAY, TICKS_CATCHUP, TICKS_MERGE, TICKS_DISCARD } TimerTicks;

typedef struct {
    OptionalUint threshold, slew, limit;
} TimerCatchup;

typedef struct {
    unsigned line;
    TimerName name;
    Tristate present;
    TimerTicks ticks;
    TimerTrack track;
    TimerCatchup catchup;
} ClockTimer;

extern const XmlBinding timer_binding;

/* Reports errors in @timers (nullable; ClockTimer *). */
void timers_check(const GPtrArray *timers, Report *report);

/* Adds the real-time clock's options to -rtc. */
void timers_write(const GPtrArray *timers, KeyValue *pairs);
