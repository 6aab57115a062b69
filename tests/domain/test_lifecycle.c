/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "section_case.h"

static const SectionCase cases[] = {
    {.name = "default",
     .xml = "",
     .completed = "<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot>"
                  "<on_crash>destroy</on_crash>",
     .option = "-no-shutdown"},
    {.name = "no-reboot", .xml = "<on_reboot>destroy</on_reboot>", .option = "-no-shutdown"},
    {.name = "crash",
     .xml = "<on_crash>coredump-restart</on_crash>",
     .completed = "<on_crash>coredump-restart</on_crash>"},
    {.name = "no-sense",
     .xml = "<on_reboot>coredump-destroy</on_reboot>",
     .error = "Lifecycle event 'reboot' doesn't support 'coredump-destroy' action"},
    {.name = "not-possible",
     .xml = "<on_poweroff>preserve</on_poweroff>",
     .error = "the action 'preserve' cannot be had in <on_poweroff>"},
    {.name = "title",
     .xml = "<title>A title</title><description/>",
     .completed = "<title>A title</title><memory"},
    {.name = "title-of-two-lines",
     .xml = "<title>A\ntitle</title>",
     .error = "Domain title can't contain newlines"},
    {.name = "metadata",
     .xml = "<metadata><a:b xmlns:a='urn:a'><a:c d='1'/></a:b></metadata>",
     .completed = "<metadata><a:b xmlns:a=\"urn:a\"><a:c d=\"1\"/></a:b></metadata>"},
    {.name = "uuid",
     .xml = "<uuid>C7A5FDBDEDAF9455926AD65C16DB1809</uuid>",
     .completed = "<uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid>",
     .option = "-uuid c7a5fdbd-edaf-9455-926a-d65c16db1809"},
    {.name = "bad-uuid", .xml = "<uuid>12</uuid>", .error = "the value '12' is not valid"},
    {.name = "kvm", .xml = "<!--kvm-->", .error = "does not support virt type 'kvm'"},
    {.name = "emulator",
     .xml = "<devices><emulator>/q</emulator></devices>",
     .completed = "<devices><emulator>/q</emulator></devices>",
     .option = "-display none"},
    {.name = "name", .xml = "", .option = "-name guest=guest,debug-threads=on"},
    {.name = "monitor",
     .xml = "",
     .option = "-chardev socket,id=charmonitor,path=/state/monitor.sock,server=on,wait=off"},
    {.name = "sandbox",
     .xml = "",
     .option = "-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"},
    {.name = "unknown", .xml = "<bogus/>", .error = "there is no such element"},
    {.name = "later",
     .xml = "<sysinfo type='fwcfg'/>",
     .error = "'/domain/sysinfo' cannot be used"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    section_case_add("lifecycle", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
