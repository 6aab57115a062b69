/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

#define FEATURES(xml) "<features>" xml "</features>"
#define MACHINE "-machine pseries-7.2,usb=off,"
#define REST "dump-guest-core=off,memory-backend=ppc_spapr.ram"
#define OLD "<os><type machine='pseries-2.8'>hvm</type></os>"

static const SectionCase cases[] = {
    {.name = "none", .xml = "", .completed = "!features", .option = MACHINE REST},
    {.name = "kept",
     .xml = FEATURES("<acpi/><apic/><pae/>"),
     .completed = "<features><acpi/><apic/><pae/></features>",
     .option = MACHINE REST},
    {.name = "hash-page-table",
     .xml = FEATURES("<hpt resizing='required'><maxpagesize unit='MiB'>16</maxpagesize></hpt>"),
     .completed = "<hpt resizing='required'><maxpagesize unit='KiB'>16384</maxpagesize></hpt>",
     .option = MACHINE "resize-hpt=required,cap-hpt-max-page-size=16384k," REST},
    {.name = "odd-page-size",
     .xml = FEATURES("<hpt><maxpagesize>100</maxpagesize></hpt>"),
     .error = "<maxpagesize> of 100 KiB is not possible"},
    {.name = "switches",
     .xml = FEATURES("<htm state='off'/><nested-hv state='on'/><ccf-assist state='off'/>"),
     .option = MACHINE "cap-htm=off,cap-nested-hv=on,cap-ccf-assist=off," REST},
    {.name = "switch-without-state",
     .xml = FEATURES("<htm/>"),
     .error = "the attribute 'state' is missing"},
    {.name = "mitigations",
     .xml = FEATURES("<cfpc value='fixed'/><sbbc value='broken'/><ibs value='fixed-ccd'/>"),
     .option = MACHINE "cap-cfpc=fixed,cap-sbbc=broken,cap-ibs=fixed-ccd," REST},
    {.name = "no-such-mitigation",
     .xml = FEATURES("<ibs value='fixed'/>"),
     .error = "the value 'fixed' is not valid"},
    {.name = "translation-cache",
     .xml = FEATURES("<tcg><tb-cache unit='MiB'>64</tb-cache></tcg>"),
     .option = "-accel tcg,tb-size=64"},
    {.name = "of-other-machines",
     .xml = FEATURES("<gic/>"),
     .error = "the 'ppc64' architecture has no <gic>"},
    {.name = "transactional-memory", .xml = OLD, .warning = "add <htm state='off'/>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("features", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
