/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/clock.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

static const char *const offset_names[] = {
    [CLOCK_UTC] = "utc",
    [CLOCK_LOCALTIME] = "localtime",
    [CLOCK_TIMEZONE] = "timezone",
    [CLOCK_VARIABLE] = "variable",
};
static const NameTable offsets = NAME_TABLE(offset_names);

static const char *const basis_names[] = {
    [CLOCK_BASIS_UTC] = "utc",
    [CLOCK_BASIS_LOCALTIME] = "localtime",
};
static const NameTable bases = NAME_TABLE(basis_names);

static const XmlField clock_fields[] = {
    XML_LINE(DomainClock, line),
    XML_ATTR_ENUM("offset", DomainClock, offset, offsets),
    XML_ATTR_STRING("adjustment", DomainClock, adjustment),
    XML_ATTR_ENUM("basis", DomainClock, basis, bases),
    XML_ATTR_STRING("timezone", DomainClock, timezone),
    XML_REFUSE_ATTR("start", XML_NOT_YET),
    XML_REFUSE_ELEMENT("timer", XML_NOT_YET),
    XML_END,
};
const XmlBinding clock_binding = {"clock", sizeof(DomainClock), clock_fields};

void
clock_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainClock *clock = &domain->clock;

    (void)context;
    (void)report;
    if (clock->offset == CLOCK_NONE)
        clock->offset = CLOCK_UTC;
    if (clock->offset == CLOCK_VARIABLE && clock->basis == CLOCK_BASIS_NONE)
        clock->basis = CLOCK_BASIS_UTC;
}

void
clock_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainClock *clock = &domain->clock;
    gint64 seconds = 0;

    (void)context;
    if ((clock->offset == CLOCK_TIMEZONE) != (clock->timezone != NULL))
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("the attribute 'timezone' goes with offset='timezone', and only with it"));
    if (clock->adjustment != NULL && !g_str_equal(clock->adjustment, "reset") &&
        !g_ascii_string_to_signed(clock->adjustment, 10, G_MININT32, G_MAXINT32, &seconds, NULL))
        report_error(report, VIR_ERR_XML_ERROR, clock->line,
                     _("the adjustment '%s' is neither 'reset' nor a number of seconds"),
                     clock->adjustment);
}

/* A clock that starts elsewhere than now: QEMU takes the date and time itself. */
static char *
shifted_base(const DomainClock *clock)
{
    gint64 seconds = clock->adjustment != NULL ? g_ascii_strtoll(clock->adjustment, NULL, 10) : 0;
    g_autoptr(GDateTime) now = clock->basis == CLOCK_BASIS_LOCALTIME ? g_date_time_new_now_local()
                                                                     : g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, (double)seconds);

    return g_date_time_format(then, "%Y-%m-%dT%H:%M:%S");
}

void
clock_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainClock *clock = &domain->clock;
    g_autoptr(KeyValue) pairs = key_value_new();
    g_autofree char *base = NULL;

    (void)context;
    if (clock->offset == CLOCK_VARIABLE)
        base = shifted_base(clock);
    else
        base = g_strdup(clock->offset == CLOCK_UTC ? "utc" : "localtime");
    key_value_add(pairs, "base", base);
    argv_add_key_value(argv, "-rtc", pairs);
}
