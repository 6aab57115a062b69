/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

static const SectionCase cases[] = {
    {.name = "default", .xml = "", .completed = "<clock offset='utc'/>", .option = "-rtc base=utc"},
    {.name = "local", .xml = "<clock offset='localtime'/>", .option = "-rtc base=localtime"},
    {.name = "zone",
     .xml = "<clock offset='timezone' timezone='Asia/Tokyo'/>",
     .completed = "<clock offset='timezone' timezone='Asia/Tokyo'/>",
     .option = "-rtc base=localtime"},
    {.name = "zone-missing", .xml = "<clock offset='timezone'/>", .error = "missing 'timezone'"},
    {.name = "zone-misplaced",
     .xml = "<clock offset='utc' timezone='Asia/Tokyo'/>",
     .error = "the attribute 'timezone' of <clock> goes with offset='timezone', not with 'utc'"},
    {.name = "variable",
     .xml = "<clock offset='variable'/>",
     .completed = "<clock offset='variable' adjustment='0' basis='utc'/>"},
    {.name = "adjusted",
     .xml = "<clock offset='localtime' adjustment='60'/>",
     .completed = "<clock offset='variable' adjustment='60' basis='localtime'/>"},
    {.name = "reset",
     .xml = "<clock offset='utc' adjustment='reset'/>",
     .completed = "<clock offset='utc' adjustment='reset'/>",
     .option = "-rtc base=utc"},
    {.name = "no-number",
     .xml = "<clock offset='utc' adjustment='soon'/>",
     .error = "the adjustment 'soon' is neither 'reset' nor a number of seconds"},
    {.name = "absolute",
     .xml = "<clock offset='absolute' start='1234567890'/>",
     .option = "-rtc base=2009-02-13T23:31:30"},
    {.name = "absolute-missing", .xml = "<clock offset='absolute'/>", .error = "missing 'start'"},
    {.name = "timer",
     .xml = "<clock offset='utc'><timer name='rtc' track='guest' tickpolicy='catchup'/></clock>",
     .completed = "<timer name='rtc' tickpolicy='catchup' track='guest'/>",
     .option = "-rtc base=utc,clock=vm,driftfix=slew"},
    {.name = "timer-of-other-machines",
     .xml = "<clock offset='utc'><timer name='hpet' present='yes'/></clock>",
     .error = "Configuring the 'hpet' timer is not supported for pseries guests"},
    {.name = "timer-said-to-be-absent",
     .xml = "<clock offset='utc'><timer name='kvmclock' present='no'/></clock>",
     .completed = "<timer name='kvmclock' present='no'/>",
     .option = "-cpu POWER9"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("clock", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
