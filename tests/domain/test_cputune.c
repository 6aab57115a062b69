/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

#define TUNE(xml) "<vcpu>2</vcpu><cputune>" xml "</cputune>"

static const SectionCase cases[] = {
    {.name = "numbers",
     .xml = TUNE("<shares>20</shares><period>1000</period><quota>-1</quota>"
                 "<iothread_period>2000</iothread_period>"),
     .completed = "<cputune><shares>20</shares><period>1000</period><quota>-1</quota>"
                  "<iothread_period>2000</iothread_period></cputune>"},
    {.name = "empty", .xml = TUNE(""), .completed = "!cputune"},
    {.name = "no-quota", .xml = TUNE("<quota>0</quota>"), .completed = "!cputune"},
    {.name = "small-quota",
     .xml = TUNE("<quota>999</quota>"),
     .error = "Value of cputune 'quota' must be in range [1000, 17592186044415]"},
    {.name = "no-shares",
     .xml = TUNE("<shares>0</shares>"),
     .completed = "<cputune><shares>0</shares></cputune>"},
    {.name = "one-share",
     .xml = TUNE("<shares>1</shares>"),
     .error = "Value of cputune 'shares' must be in range [2, 262144]: '1' is not"},
    {.name = "small-period", .xml = TUNE("<period>999</period>"), .error = "the value '999'"},
    {.name = "pins",
     .xml = TUNE("<vcpupin vcpu='1' cpuset='3'/><vcpupin vcpu='0' cpuset='0-2,^1'/>"
                 "<emulatorpin cpuset='7'/>"),
     .completed = "<vcpupin vcpu='0' cpuset='0,2'/><vcpupin vcpu='1' cpuset='3'/>"
                  "<emulatorpin cpuset='7'/>"},
    {.name = "pin-twice",
     .xml = TUNE("<vcpupin vcpu='1' cpuset='3'/><vcpupin vcpu='1' cpuset='4'/>"),
     .error = "duplicate 'vcpupin' for the same vcpu '1'"},
    {.name = "pin-nothing",
     .xml = TUNE("<vcpupin vcpu='2' cpuset='3'/>"),
     .completed = "!vcpupin",
     .warning = "there is no vcpu '2'"},
    {.name = "iothread-pin",
     .xml = "<iothreads>1</iothreads>" TUNE("<iothreadpin iothread='1' cpuset='3'/>"),
     .completed = "<iothreadpin iothread='1' cpuset='3'/>"},
    {.name = "iothread-pin-nothing",
     .xml = TUNE("<iothreadpin iothread='1' cpuset='3'/>"),
     .error = "Cannot find 'iothread' : 1"},
    {.name = "schedulers",
     .xml = TUNE("<vcpusched vcpus='0-1' scheduler='fifo' priority='3'/>"),
     .completed = "<vcpusched vcpus='0' scheduler='fifo' priority='3'/>"
                  "<vcpusched vcpus='1' scheduler='fifo' priority='3'/>"},
    {.name = "schedulers-overlap",
     .xml =
         TUNE("<vcpusched vcpus='0-1' scheduler='idle'/><vcpusched vcpus='1' scheduler='batch'/>"),
     .error = "'vcpusched' attributes 'vcpus' must not overlap"},
    {.name = "scheduler-of-nothing",
     .xml = TUNE("<iothreadsched iothreads='1' scheduler='idle'/>"),
     .error = "Cannot find 'iothread' : 1"},
    {.name = "needs-priority",
     .xml = TUNE("<emulatorsched scheduler='rr'/>"),
     .error = "scheduler 'rr' in <cputune> needs the attribute 'priority'"},
    {.name = "has-no-priority",
     .xml = TUNE("<emulatorsched scheduler='idle' priority='3'/>"),
     .completed = "<emulatorsched scheduler='idle'/>",
     .warning = "the priority is left out"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("cputune", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
