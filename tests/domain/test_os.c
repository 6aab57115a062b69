/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

#define OS(xml) "<os><type>hvm</type>" xml "</os>"

static const SectionCase cases[] = {
    {.name = "default",
     .xml = "",
     .completed = "<os><type arch='ppc64' machine='pseries-7.2'>hvm</type><boot dev='hd'/></os>",
     .option = "-boot strict=on"},
    {.name = "little-endian",
     .xml = "<os><type arch='ppc64le'>hvm</type></os>",
     .completed = "<type arch='ppc64le' machine='pseries-7.2'>hvm</type>"},
    {.name = "other-arch",
     .xml = "<os><type arch='s390x'>hvm</type></os>",
     .error = "expected one of 'ppc64', 'ppc64le', 'x86_64', 'aarch64'"},
    {.name = "other-type",
     .xml = "<os><type>linux</type></os>",
     .error = "os type 'linux' is not possible"},
    {.name = "kernel",
     .xml = OS("<kernel>/k</kernel><cmdline>a=b,c d</cmdline>"),
     .option = "-append a=b,c d"},
    {.name = "initrd-alone",
     .xml = OS("<initrd>/i</initrd>"),
     .error = "<initrd> and <cmdline> go with a <kernel> only"},
    {.name = "empty-cmdline", .xml = OS("<cmdline></cmdline>"), .completed = "!cmdline"},
    {.name = "menu",
     .xml = OS("<bootmenu enable='yes' timeout='3000'/>"),
     .option = "-boot menu=on,splash-time=3000,strict=on"},
    {.name = "menu-without-use",
     .xml = OS("<bootmenu enable='no' timeout='3000'/>"),
     .completed = "<bootmenu enable='no'/>",
     .option = "-boot menu=off,strict=on",
     .warning = "the timeout of <bootmenu> is left out"},
    {.name = "menu-timeout",
     .xml = OS("<bootmenu enable='yes' timeout='65536'/>"),
     .error = "expected a whole number from 0 to 65535"},
    {.name = "reboot-timeout",
     .xml = OS("<bios rebootTimeout='-1'/>"),
     .option = "-boot reboot-timeout=-1,strict=on"},
    {.name = "five-boot-devices",
     .xml = OS("<boot dev='hd'/><boot dev='cdrom'/><boot dev='network'/><boot dev='fd'/>"
               "<boot dev='hd'/>"),
     .completed = "<boot dev='fd'/></os>",
     .warning = "all but the first 4 <boot> are left out"},
    {.name = "loader",
     .xml = OS("<loader>/l</loader>"),
     .completed = "<loader type='rom' format='raw'>/l</loader>",
     .option = "-bios /l"},
    {.name = "loader-with-state",
     .xml = OS("<loader stateless='no'>/l</loader>"),
     .error = "stateless='no' of <loader> is not possible"},
    {.name = "loader-without-file",
     .xml = OS("<loader type='rom'/>"),
     .error = "<loader> lacks the path of its file"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("os", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
