/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/clock.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const char *const offset_names[] = {
    [CLOCK_UTC] = "utc",           [CLOCK_LOCALTIME] = "localtime", [CLOCK_TIMEZONE] = "timezone",
    [CLOCK_VARIABLE] = "variable", [CLOCK_ABSOLUTE] = "absolute",
};
static const NameTable offsets = NAME_TABLE(offset_names);

static const char *const basis_names[] = {
    [CLOCK_BASIS_UTC] = "utc",
    [CLOCK_BASIS_LOCALTIME] = "localtime",
};
static const NameTable bases = NAME_TABLE(basis_names);

static const XmlField clock_fields[] = {
    XML_LINE(DomainClock, line),
    XML_ATTR_ENUM_OR_EMPTY("offset", DomainClock, offset, offsets),
    XML_ATTR_STRING("adjustment", DomainClock, adjustment),
    XML_ATTR_ENUM("basis", DomainClock, basis, bases),
    XML_ATTR_STRING("timezone", DomainClock, timezone),
    XML_ATTR_INT("start", DomainClock, start, 0, G_MAXUINT32),
    XML_LIST("timer", DomainClock, timers, timer_binding),
    XML_END,
};
const XmlBinding clock_binding = {"clock", sizeof(DomainClock), clock_fields};

static bool
is_reset(const DomainClock *clock)
{
    return clock->adjustment != NULL && g_str_equal(clock->adjustment, "reset");
}

/* A clock with an adjustment to UTC or local time is a variable one. */
static void
complete_adjustment(DomainClock *clock)
{
    bool is_local = clock->offset == CLOCK_LOCALTIME;

    if ((clock->offset != CLOCK_UTC && !is_local) || clock->adjustment == NULL || is_reset(clock))
        return;
    clock->offset = CLOCK_VARIABLE;
    clock->basis = is_local ? CLOCK_BASIS_LOCALTIME : CLOCK_BASIS_UTC;
}

/* Only a clock that does not vary is reset; another one's seconds are written in one way. */
static void
settle_adjustment(DomainClock *clock)
{
    g_autofree char *text =
        g_strstrip(g_strdup(clock->adjustment != NULL ? clock->adjustment : "0"));
    gint64 seconds = 0;

    if (clock->offset != CLOCK_VARIABLE)
        return;
    if (!is_reset(clock) &&
        !g_ascii_string_to_signed(text, 10, G_MININT32, G_MAXINT32, &seconds, NULL))
        return; /* reported by the check */
    g_free(clock->adjustment);
    clock->adjustment = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
}

void
clock_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainClock *clock = &domain->clock;

    (void)context;
    (void)report;
    if (clock->offset == CLOCK_NONE)
        clock->offset = CLOCK_UTC;
    complete_adjustment(clock);
    if (clock->offset == CLOCK_VARIABLE && clock->basis == CLOCK_BASIS_NONE)
        clock->basis = CLOCK_BASIS_UTC;
    settle_adjustment(clock);
}

/* An attribute belongs to one offset: there it may be required, elsewhere it is an error. */
static void
check_member(const DomainClock *clock, const char *name, bool is_there, ClockOffset offset,
             Report *report)
{
    if (is_there && clock->offset != offset)
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("the attribute '%s' of <clock> goes with offset='%s', not with '%s'"), name,
                     offset_names[offset], offset_names[clock->offset]);
}

static void
check_needed(const DomainClock *clock, Report *report)
{
    if (clock->offset == CLOCK_TIMEZONE && clock->timezone == NULL)
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("missing 'timezone' attribute for clock with offset='timezone'"));
    if (clock->offset == CLOCK_ABSOLUTE && !clock->start.is_set)
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("missing 'start' attribute for clock with offset='absolute'"));
}

static bool
is_seconds(const char *text)
{
    return g_ascii_string_to_signed(text, 10, G_MININT32, G_MAXINT32, NULL, NULL);
}

void
clock_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainClock *clock = &domain->clock;

    (void)context;
    check_member(clock, "timezone", clock->timezone != NULL, CLOCK_TIMEZONE, report);
    check_member(clock, "start", clock->start.is_set, CLOCK_ABSOLUTE, report);
    check_member(clock, "basis", clock->basis != CLOCK_BASIS_NONE, CLOCK_VARIABLE, report);
    if (!is_reset(clock))
        check_member(clock, "adjustment", clock->adjustment != NULL, CLOCK_VARIABLE, report);
    check_needed(clock, report);
    if (clock->adjustment != NULL && !is_reset(clock) && !is_seconds(clock->adjustment))
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("the adjustment '%s' is neither 'reset' nor a number of seconds"),
                     clock->adjustment);
    timers_check(clock->timers, report);
}

/* A clock that does not start at the current time: QEMU takes a date and time. */
static char *
stated_base(const DomainClock *clock)
{
    gint64 seconds = clock->adjustment != NULL ? g_ascii_strtoll(clock->adjustment, NULL, 10) : 0;
    g_autoptr(GDateTime) now = clock->basis == CLOCK_BASIS_LOCALTIME ? g_date_time_new_now_local()
                                                                     : g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = clock->offset == CLOCK_ABSOLUTE
                                    ? g_date_time_new_from_unix_utc(clock->start.value)
                                    : g_date_time_add_seconds(now, (double)seconds);

    return g_date_time_format(then, "%Y-%m-%dT%H:%M:%S");
}

void
clock_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainClock *clock = &domain->clock;
    g_autoptr(KeyValue) pairs = key_value_new();
    g_autofree char *base = NULL;

    (void)context;
    if (clock->offset == CLOCK_VARIABLE || clock->offset == CLOCK_ABSOLUTE)
        base = stated_base(clock);
    else
        base = g_strdup(clock->offset == CLOCK_UTC ? "utc" : "localtime");
    key_value_add(pairs, "base", base);
    timers_write(clock->timers, pairs);
    argv_add_key_value(argv, "-rtc", pairs);
}
