/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

#define TOPOLOGY(sockets, cores, threads)                                                          \
    "<cpu><topology sockets='" sockets "' cores='" cores "' threads='" threads "'/></cpu>"
#define VCPU(id, rest) "<vcpu id='" id "' " rest "/>"
#define VCPUS(max, list) "<vcpu>" max "</vcpu><vcpus>" list "</vcpus>"

static const SectionCase cases[] = {
    {.name = "default",
     .xml = "",
     .completed = "<cpu mode='custom' match='exact' check='none'>"
                  "<model fallback='forbid'>POWER9</model></cpu>",
     .option = "-cpu POWER9"},
    {.name = "model",
     .xml = "<cpu><model>POWER8</model></cpu>",
     .completed = "<model fallback='allow'>POWER8</model>",
     .option = "-cpu POWER8"},
    {.name = "unknown-model",
     .xml = "<cpu><model>POWER1</model></cpu>",
     .error = "this QEMU has no CPU model 'POWER1'"},
    {.name = "vendor-alone",
     .xml = "<cpu><vendor>IBM</vendor></cpu>",
     .error = "CPU vendor specified without CPU model"},
    {.name = "host-model",
     .xml = "<cpu mode='host-model'><model>power8</model></cpu>",
     .completed = "<cpu mode='host-model' check='partial'>",
     .option = "-machine pseries-7.2,usb=off,max-cpu-compat=power8,dump-guest-core=off,"
               "memory-backend=ppc_spapr.ram",
     .warning = "CPU mode 'host-model' needs <domain type='kvm'>"},
    {.name = "host-model-kvm",
     .xml = "<!--kvm host--><cpu mode='host-model'/>",
     .completed = "<cpu mode='host-model' check='partial'/>",
     .option = "-cpu host"},
    {.name = "host-passthrough-kvm",
     .xml = "<!--kvm host--><cpu mode='host-passthrough'/>",
     .completed = "<cpu mode='host-passthrough' check='none'/>",
     .option = "-cpu host"},
    {.name = "default-kvm",
     .xml = "<!--kvm host-->",
     .completed = "<cpu mode='custom' match='exact' check='none'>"
                  "<model fallback='forbid'>POWER9</model></cpu>",
     .option = "-cpu POWER9"},
    {.name = "custom-kvm",
     .xml = "<!--kvm host--><cpu><model>POWER8</model></cpu>",
     .option = "-accel kvm"},
    {.name = "feature-optional",
     .xml = "<cpu><model>POWER9</model><feature policy='optional' name='htm'/></cpu>",
     .completed = "<feature policy='optional' name='htm'/>",
     .option = "-cpu POWER9"},
    {.name = "feature-required",
     .xml = "<cpu><model>POWER9</model><feature name='htm'/></cpu>",
     .error = "the CPU feature 'htm' cannot have the policy 'require'"},
    {.name = "passthrough",
     .xml = "<cpu mode='host-passthrough'/>",
     .error = "'host-passthrough' is only possible with <domain type='kvm'>"},
    {.name = "cache",
     .xml = "<cpu><cache mode='emulate' level='3'/></cpu>",
     .error = "'/domain/cpu/cache' cannot be used"},
    {.name = "vcpu",
     .xml = "",
     .completed = "<vcpu placement='static'>1</vcpu>",
     .option = "-smp 1,sockets=1,cores=1,threads=1"},
    {.name = "vcpu-current",
     .xml = "<vcpu current='2'>4</vcpu>",
     .option = "-smp 2,maxcpus=4,sockets=4,cores=1,threads=1"},
    {.name = "vcpu-all-current",
     .xml = "<vcpu current='4'>4</vcpu>",
     .completed = "<vcpu placement='static'>4</vcpu>"},
    {.name = "vcpu-more-current",
     .xml = "<vcpu current='5'>4</vcpu>",
     .error = "current vcpus '5' are more than the maximum of '4'"},
    {.name = "vcpu-too-many",
     .xml = "<vcpu>5000</vcpu>",
     .error = "Maximum CPUs greater than specified machine type limit"},
    {.name = "topology",
     .xml = "<!--kvm host--><vcpu>8</vcpu>" TOPOLOGY("2", "2", "2"),
     .completed = "<topology sockets='2' dies='1' clusters='1' cores='2' threads='2'/>",
     .option = "-smp 8,sockets=2,dies=1,clusters=1,cores=2,threads=2"},
    {.name = "threads-without-kvm",
     .xml = "<vcpu>8</vcpu>" TOPOLOGY("2", "2", "2"),
     .error = "threads='2' of <topology> is not possible: this QEMU has only 1 without KVM"},
    {.name = "threads-odd",
     .xml = "<!--kvm host--><vcpu>6</vcpu>" TOPOLOGY("1", "2", "3"),
     .error = "threads='3' of <topology> is not possible: a core has 1, 2, 4 or 8"},
    {.name = "threads-most",
     .xml = "<!--kvm host--><vcpu>8</vcpu>" TOPOLOGY("1", "1", "8"),
     .option = "-smp 8,sockets=1,dies=1,clusters=1,cores=1,threads=8"},
    {.name = "threads-too-many",
     .xml = "<!--kvm host--><vcpu>16</vcpu>" TOPOLOGY("1", "1", "16"),
     .error = "threads='16' of <topology> is not possible"},
    {.name = "topology-mismatch",
     .xml = "<vcpu>8</vcpu>" TOPOLOGY("2", "2", "1"),
     .error = "4 are in <topology>, 8 in <vcpu>"},
    {.name = "topology-half",
     .xml = "<cpu><topology cores='1' threads='1'/></cpu>",
     .error = "the attribute 'sockets' is missing"},
    {.name = "vcpus",
     .xml = VCPUS("3", VCPU("0", "enabled='yes'") VCPU("2", "enabled='yes'")),
     .completed = "<vcpu placement='static' current='2'>3</vcpu><vcpus>"
                  "<vcpu id='0' enabled='yes' hotpluggable='no'/>"
                  "<vcpu id='1' enabled='no' hotpluggable='yes'/>"
                  "<vcpu id='2' enabled='yes' hotpluggable='no'/></vcpus>",
     .option = "-smp 2,maxcpus=3,sockets=3,cores=1,threads=1"},
    {.name = "vcpus-hotpluggable",
     .xml = VCPUS("2", VCPU("0", "enabled='yes'") VCPU("1", "enabled='yes' hotpluggable='yes'")),
     .option = "-smp 1,maxcpus=2,sockets=2,cores=1,threads=1",
     .warning = "vcpu '1' is hotpluggable"},
    {.name = "vcpus-first-off",
     .xml = VCPUS("2", VCPU("0", "enabled='no'")),
     .error = "vcpu '0' must be enabled='yes'"},
    {.name = "vcpus-never",
     .xml = VCPUS("2", VCPU("1", "enabled='no' hotpluggable='no'")),
     .error = "vcpu '1' is both offline and not hotpluggable"},
    {.name = "vcpus-out-of-range",
     .xml = VCPUS("2", VCPU("2", "enabled='yes'")),
     .error = "vcpu id '2' is out of range of the maximum vcpu count '2'"},
    {.name = "vcpus-twice",
     .xml = VCPUS("2", VCPU("0", "enabled='yes'") VCPU("0", "enabled='no'")),
     .error = "vcpu '0' appears more than once"},
    {.name = "vcpus-half-ordered",
     .xml = VCPUS("2", VCPU("0", "enabled='yes' order='1'") VCPU("1", "enabled='yes'")),
     .error = "all vcpus must have either set or unset order"},
    {.name = "vcpus-split-core",
     .xml = "<!--kvm host-->" VCPUS("2", VCPU("0", "enabled='yes'")) TOPOLOGY("1", "1", "2"),
     .error = "vcpus '0' and '1' are in the same hotplug group"},
    {.name = "iothreads",
     .xml = "<iothreads>2</iothreads>",
     .completed = "<iothreads>2</iothreads><os>",
     .option = "-object {\"qom-type\":\"iothread\",\"id\":\"iothread2\"}"},
    {.name = "iothreads-named",
     .xml = "<iothreads>3</iothreads><iothreadids><iothread id='2' thread_pool_max='4'/>"
            "</iothreadids>",
     .completed = "<iothreadids><iothread id='2' thread_pool_max='4'/><iothread id='1'/>"
                  "<iothread id='3'/></iothreadids>",
     .option = "-object {\"qom-type\":\"iothread\",\"id\":\"iothread2\",\"thread-pool-max\":4}"},
    {.name = "iothreads-twice",
     .xml = "<iothreadids><iothread id='2'/><iothread id='2'/></iothreadids>",
     .error = "duplicate iothread id '2' found"},
    {.name = "iothreads-pool",
     .xml = "<iothreadids><iothread id='2' thread_pool_min='5' thread_pool_max='4'/></iothreadids>",
     .error = "thread_pool_min must be smaller or equal to thread_pool_max: an iothread "
              "has '5' and '4'"},
    {.name = "iothread-default",
     .xml = "<defaultiothread thread_pool_max='4'/>",
     .option = "-object {\"qom-type\":\"main-loop\",\"id\":\"main-loop\",\"thread-pool-max\":4}"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("cpu", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
