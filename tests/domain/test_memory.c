/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

#define CELL(id, cpus, kib) "<cell id='" id "' cpus='" cpus "' memory='" kib "'/>"
#define CELLS(cells) "<vcpu>4</vcpu><cpu><numa>" cells "</numa></cpu>"
#define TWO_CELLS CELLS(CELL("0", "0-1", "262144") CELL("1", "2-3", "262144"))

static const SectionCase cases[] = {
    {.name = "in-blocks",
     .xml = "<memory unit='MiB'>300</memory>",
     .completed = "<memory unit='KiB'>307200</memory>"
                  "<currentMemory unit='KiB'>307200</currentMemory>",
     .option = "-m size=524288k"},
    {.name = "current",
     .xml = "<memory>524288</memory><currentMemory>262144</currentMemory>",
     .completed = "<currentMemory unit='KiB'>262144</currentMemory>"},
    {.name = "current-too-much",
     .xml = "<memory>524288</memory><currentMemory>999999</currentMemory>",
     .completed = "<currentMemory unit='KiB'>524288</currentMemory>"},
    {.name = "current-zero",
     .xml = "<memory>524288</memory><currentMemory>0</currentMemory>",
     .completed = "<currentMemory unit='KiB'>524288</currentMemory>"},
    {.name = "none", .xml = "<memory>0</memory>", .error = "Memory size must be specified"},
    {.name = "maximum",
     .xml = "<maxMemory slots='4'>1048576</maxMemory><memory>524288</memory>",
     .option = "-m size=524288k,slots=4,maxmem=1048576k"},
    {.name = "slots-most",
     .xml = "<maxMemory slots='32'>1048576</maxMemory><memory>524288</memory>",
     .option = "-m size=524288k,slots=32,maxmem=1048576k"},
    {.name = "slots-too-many",
     .xml = "<maxMemory slots='33'>1048576</maxMemory><memory>524288</memory>",
     .error = "slots='33' of <maxMemory> are too many: a guest of type 'qemu' has at most 32"},
    {.name = "slots-of-kvm",
     .xml = "<!--kvm host--><maxMemory slots='256'>1048576</maxMemory><memory>524288</memory>",
     .option = "-m size=524288k,slots=256,maxmem=1048576k"},
    {.name = "slots-too-many-for-kvm",
     .xml = "<!--kvm host--><maxMemory slots='257'>1048576</maxMemory><memory>524288</memory>",
     .error = "slots='257' of <maxMemory> are too many: a guest of type 'kvm' has at most 256"},
    {.name = "maximum-without-slots",
     .xml = "<maxMemory>1048576</maxMemory><memory>524288</memory>",
     .option = "-m size=524288k,maxmem=1048576k"},
    {.name = "slots-without-maximum",
     .xml = "<maxMemory slots='4'/><memory>524288</memory>",
     .error = "maximum memory size must be specified when specifying number of memory slots"},
    {.name = "maximum-too-little",
     .xml = "<maxMemory slots='4'>1024</maxMemory><memory>524288</memory>",
     .error = "is less than the guest's memory"},
    {.name = "locked",
     .xml = "<memoryBacking><locked/></memoryBacking>",
     .option = "-overcommit mem-lock=on"},
    {.name = "hugepages",
     .xml = "<memoryBacking><hugepages/></memoryBacking>",
     .completed = "<memoryBacking><hugepages/></memoryBacking>",
     .option = "-object {\"qom-type\":\"memory-backend-memfd\",\"id\":\"ppc_spapr.ram\","
               "\"hugetlb\":true,\"x-use-canonical-path-for-ramblock-id\":false,"
               "\"prealloc\":true,\"size\":536870912}"},
    {.name = "discard-needs-file",
     .xml = "<memoryBacking><discard/></memoryBacking>",
     .option = "-object {\"qom-type\":\"memory-backend-ram\",\"id\":\"ppc_spapr.ram\","
               "\"size\":536870912}"},
    {.name = "allocation-without-threads",
     .xml = "<memoryBacking><allocation mode='immediate' threads='0'/></memoryBacking>",
     .completed = "<memoryBacking><allocation mode='immediate'/></memoryBacking>"},
    {.name = "bound-memfd",
     .xml = "<memoryBacking><source type='memfd'/></memoryBacking>"
            "<numatune><memory nodeset='0'/></numatune>",
     .option = "-object {\"qom-type\":\"memory-backend-memfd\",\"id\":\"ppc_spapr.ram\","
               "\"x-use-canonical-path-for-ramblock-id\":false,\"size\":536870912,"
               "\"host-nodes\":[0],\"policy\":\"bind\"}"},
    {.name = "tune",
     .xml = "<memtune><hard_limit unit='GiB'>1</hard_limit></memtune>",
     .completed = "<memtune><hard_limit unit='KiB'>1048576</hard_limit></memtune>"},
    {.name = "guarantee",
     .xml = "<memtune><min_guarantee>1</min_guarantee></memtune>",
     .error = "QEMU has no such limit"},
    {.name = "dump",
     .xml = "<memory dumpCore='on'>524288</memory>",
     .option = "-machine pseries-7.2,usb=off,dump-guest-core=on,memory-backend=ppc_spapr.ram"},
    {.name = "cells", .xml = TWO_CELLS, .option = "-numa node,nodeid=1,cpus=2-3,memdev=ram-node1"},
    {.name = "cells-sum", .xml = TWO_CELLS, .completed = "<memory unit='KiB'>524288</memory>"},
    {.name = "cells-without-id",
     .xml = CELLS("<cell cpus='0-3' memory='262144'/>"),
     .completed = "<cell id='0' cpus='0-3' memory='262144' unit='KiB'/>"},
    {.name = "cells-remainder",
     .xml = CELLS(CELL("1", "0-1", "262144") CELL("0", "3", "262144")),
     .completed = "<numa><cell id='0' cpus='2-3' memory='262144' unit='KiB'/>"
                  "<cell id='1' cpus='0-1' memory='262144' unit='KiB'/></numa>"},
    {.name = "cells-gap",
     .xml = CELLS(CELL("0", "0-1", "262144") CELL("2", "2-3", "262144")),
     .error = "Exactly one 'cell' element per guest NUMA cell allowed"},
    {.name = "cells-twice",
     .xml = CELLS(CELL("0", "0-1", "262144") CELL("0", "2-3", "262144")),
     .error = "id '0' is out of place"},
    {.name = "cells-overlap",
     .xml = CELLS(CELL("0", "0-2", "262144") CELL("1", "2-3", "262144")),
     .error = "NUMA cells 1 and 0 have overlapping vCPU ids"},
    {.name = "cells-too-many-vcpus",
     .xml = CELLS(CELL("0", "0-7", "262144")),
     .error = "has vcpu '7', but <vcpu> allows '4'"},
    {.name = "bound",
     .xml = "<numatune><memory nodeset='0,2'/></numatune>",
     .completed = "<numatune><memory mode='strict' nodeset='0,2'/></numatune>",
     .option = "-object {\"qom-type\":\"memory-backend-ram\",\"id\":\"ppc_spapr.ram\","
               "\"size\":536870912,\"host-nodes\":[0,2],\"policy\":\"bind\"}"},
    {.name = "bound-cell",
     .xml = "<numatune><memnode cellid='1' mode='preferred' nodeset='3'/></numatune>" TWO_CELLS,
     .option = "-object {\"qom-type\":\"memory-backend-ram\",\"id\":\"ram-node1\","
               "\"size\":268435456,\"host-nodes\":[3],\"policy\":\"preferred\"}"},
    {.name = "bound-restrictive",
     .xml = "<numatune><memory mode='restrictive' nodeset='0'/></numatune>",
     .option = "-object {\"qom-type\":\"memory-backend-ram\",\"id\":\"ppc_spapr.ram\","
               "\"size\":536870912}"},
    {.name = "bound-nowhere",
     .xml = "<numatune><memory mode='strict'/></numatune>",
     .error = "nodeset for NUMA memory tuning must be set"},
    {.name = "bound-no-cell",
     .xml = "<numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>",
     .error = "'memnode' is invalid without any guest NUMA cells"},
    {.name = "bound-wrong-cell",
     .xml = "<numatune><memnode cellid='2' mode='strict' nodeset='0'/></numatune>" TWO_CELLS,
     .error = "must correspond to existing guest's NUMA cell: '2' does not"},
    {.name = "advised",
     .xml = "<vcpu placement='auto'>1</vcpu>",
     .completed = "<numatune><memory mode='strict' placement='auto'/></numatune>"},
    {.name = "advised-vcpus",
     .xml = "<numatune><memory placement='auto'/></numatune>",
     .completed = "<vcpu placement='auto'>1</vcpu>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("memory", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
