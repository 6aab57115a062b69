/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

/* Three cores of four threads: processors come and go by whole cores. */
#define CORES "<cpu><topology sockets='1' cores='3' threads='4'/></cpu>"

static const SectionCase core_cases[] = {
    {.name = "half",
     .xml = "<!--kvm host--><vcpu current='6'>12</vcpu>" CORES,
     .error = "granularity (4)"},
    {.name = "whole",
     .xml = "<!--kvm host--><vcpu current='8'>12</vcpu>" CORES,
     .option = "-smp 8,maxcpus=12,sockets=1,dies=1,clusters=1,cores=3,threads=4"},
    {.name = "all",
     .xml = "<!--kvm host--><vcpu>12</vcpu>" CORES,
     .option = "-smp 12,sockets=1,dies=1,clusters=1,cores=3,threads=4"},
};

#define CELL "<vcpu>4</vcpu><cpu><numa><cell id='0' cpus='0-3' memory='262144'/></numa></cpu>"
#define NODE(mode) "<memnode cellid='0' mode='" mode "' nodeset='0'/>"

static const SectionCase node_cases[] = {
    {.name = "automatic",
     .xml = "<numatune><memory placement='auto'/>" NODE("strict") "</numatune>" CELL,
     .error = "Per-node binding is not compatible"},
    {.name = "strict-in-restrictive",
     .xml = "<numatune><memory mode='restrictive' nodeset='0'/>" NODE("strict") "</numatune>" CELL,
     .error = "'restrictive' mode is required"},
    {.name = "restrictive-in-restrictive",
     .xml = "<numatune><memory mode='restrictive' nodeset='0'/>" NODE(
         "restrictive") "</numatune>" CELL,
     .completed = "<memnode cellid='0' mode='restrictive' nodeset='0'/>"},
    {.name = "twice",
     .xml = "<numatune>" NODE("strict") NODE("strict") "</numatune>" CELL,
     .error = "Multiple memnode elements with cellid 0"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("cores", core_cases, G_N_ELEMENTS(core_cases));
    section_case_add("memnode", node_cases, G_N_ELEMENTS(node_cases));
    return g_test_run();
}
