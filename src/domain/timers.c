/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/timers.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const char *const timer_names[] = {
    [TIMER_PLATFORM] = "platform",
    [TIMER_PIT] = "pit",
    [TIMER_RTC] = "rtc",
    [TIMER_HPET] = "hpet",
    [TIMER_TSC] = "tsc",
    [TIMER_KVMCLOCK] = "kvmclock",
    [TIMER_HYPERVCLOCK] = "hypervclock",
    [TIMER_ARMVTIMER] = "armvtimer",
};
static const NameTable timer_table = NAME_TABLE(timer_names);

static const char *const track_names[] = {
    [TRACK_BOOT] = "boot",
    [TRACK_GUEST] = "guest",
    [TRACK_WALL] = "wall",
    [TRACK_REALTIME] = "realtime",
};
static const NameTable tracks = NAME_TABLE(track_names);

static const char *const ticks_names[] = {
    [TICKS_DELAY] = "delay",
    [TICKS_CATCHUP] = "catchup",
    [TICKS_MERGE] = "merge",
    [TICKS_DISCARD] = "discard",
};
static const NameTable ticks_table = NAME_TABLE(ticks_names);

static const XmlField catchup_fields[] = {
    XML_ATTR_UINT_OR_NONE("threshold", TimerCatchup, threshold, 1, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("slew", TimerCatchup, slew, 1, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("limit", TimerCatchup, limit, 1, G_MAXUINT32),
    XML_END,
};
static const XmlBinding catchup_binding = {"catchup", sizeof(TimerCatchup), catchup_fields};

static const XmlField timer_fields[] = {
    XML_LINE(ClockTimer, line),
    XML_ATTR("name", ClockTimer, name, xml_type_enum, .argument = &timer_table,
             .is_required = true),
    XML_ATTR_YES_NO("present", ClockTimer, present),
    XML_ATTR_ENUM("tickpolicy", ClockTimer, ticks, ticks_table),
    XML_ATTR_ENUM("track", ClockTimer, track, tracks),
    XML_REFUSE_ATTR("frequency mode", N_("it is for the TSC, a counter of x86 processors")),
    XML_INLINE("catchup", ClockTimer, catchup, catchup_binding),
    XML_END,
};
const XmlBinding timer_binding = {"timer", sizeof(ClockTimer), timer_fields};

/* The valid settings of a timer.  A timer that a pseries guest lacks may be listed as absent. */
static const struct {
    bool may_be_present, may_be_absent;
    unsigned ticks;
    unsigned tracks;
} possible[] = {
#define BIT(value) (1U << (value))
#define REAL_TIME_TRACKS (BIT(TRACK_GUEST) | BIT(TRACK_WALL) | BIT(TRACK_REALTIME))
    [TIMER_NONE] = {true, true, 0, 0},
    [TIMER_PLATFORM] = {false, false, 0, 0},
    [TIMER_PIT] = {true, true, BIT(TICKS_DELAY) | BIT(TICKS_DISCARD), 0},
    [TIMER_RTC] = {true, true, BIT(TICKS_DELAY) | BIT(TICKS_CATCHUP), REAL_TIME_TRACKS},
    [TIMER_HPET] = {false, true, ~0U, 0},
    [TIMER_TSC] = {false, true, ~0U, 0},
    [TIMER_KVMCLOCK] = {false, true, ~0U, 0},
    [TIMER_HYPERVCLOCK] = {false, true, ~0U, 0},
    [TIMER_ARMVTIMER] = {false, false, 0, 0},
#undef REAL_TIME_TRACKS
};

static void
check_timer(const ClockTimer *timer, Report *report)
{
    const char *name = timer_names[timer->name];
    bool is_catching_up = timer->ticks == TICKS_CATCHUP;

    if ((timer->present == TRISTATE_YES && !possible[timer->name].may_be_present) ||
        !possible[timer->name].may_be_absent) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, timer->line,
                     _("Configuring the '%s' timer is not supported for pseries guests, which have "
                       "none: 'rtc' is theirs"),
                     name);
        return;
    }
    if (timer->ticks != TICKS_NONE && !(possible[timer->name].ticks & BIT(timer->ticks)))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, timer->line,
                     _("unsupported %s timer tickpolicy '%s'"), name, ticks_names[timer->ticks]);
    if (timer->track != TRACK_NONE && !(possible[timer->name].tracks & BIT(timer->track)))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, timer->line,
                     _("unsupported %s timer track '%s'"), name, track_names[timer->track]);
    if (xml_binding_is_set(&catchup_binding, &timer->catchup) && !is_catching_up)
        report_error(
            report, VIR_ERR_XML_ERROR, timer->line,
            _("setting of timer catchup policies is only supported with tickpolicy='catchup'"));
}
#undef BIT

void
timers_check(const GPtrArray *timers, Report *report)
{
    unsigned n_real_time = 0;

    for (unsigned i = 0; timers != NULL && i < timers->len; i++) {
        const ClockTimer *timer = g_ptr_array_index(timers, i);

        check_timer(timer, report);
        n_real_time += timer->name == TIMER_RTC;
        if (timer->name == TIMER_RTC && n_real_time == 2)
            report_error(report, VIR_ERR_XML_ERROR, timer->line,
                         _("<clock> has two timers 'rtc': one is possible"));
    }
}

void
timers_write(const GPtrArray *timers, KeyValue *pairs)
{
    static const char *const clocks[] = {
        [TRACK_NONE] = NULL,   [TRACK_BOOT] = NULL,     [TRACK_GUEST] = "vm",
        [TRACK_WALL] = "host", [TRACK_REALTIME] = "rt",
    };

    for (unsigned i = 0; timers != NULL && i < timers->len; i++) {
        const ClockTimer *timer = g_ptr_array_index(timers, i);

        if (timer->name != TIMER_RTC)
            continue;
        key_value_add(pairs, "clock", clocks[timer->track]);
        if (timer->ticks == TICKS_CATCHUP)
            key_value_add(pairs, "driftfix", "slew");
    }
}
