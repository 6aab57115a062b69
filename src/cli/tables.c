/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "cli/command.h"

#define AT(member) GSIZE_TO_POINTER(offsetof(CliOptions, member))
#define PLANS "plan argv validate topology run"

bool
cli_has_word(const char *words, const char *word)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);

    return g_strv_contains((const char *const *)all, word);
}

const CliOption cli_options[] = {
    {{"emulator", 'e', 0, G_OPTION_ARG_FILENAME, AT(emulator),
      N_("the QEMU to use, in place of the one that the document names"), N_("PATH")},
     "probe verify " PLANS,
     NULL},
    {{"machine", 'm', 0, G_OPTION_ARG_STRING, AT(machine),
      N_("the machine type, in place of the one that the document names"), N_("NAME")},
     "probe " PLANS,
     NULL},
    {{"capabilities", 'c', 0, G_OPTION_ARG_FILENAME, AT(capabilities),
      N_("plan for the QEMU that was recorded in FILE; no QEMU is started"), N_("FILE")},
     "probe plan argv validate topology verify",
     NULL},
    {{"sysfs", 0, 0, G_OPTION_ARG_FILENAME, AT(sysfs),
      N_("read IOMMU groups below DIR instead of /sys"), N_("DIR")},
     "verify " PLANS,
     NULL},
    {{"null", '0', 0, G_OPTION_ARG_NONE, AT(nul), N_("end each word with a NUL byte, no quoting"),
      NULL},
     "argv",
     NULL},
    {{"format", 'f', 0, G_OPTION_ARG_STRING, AT(format), N_("tree (the default), dot, svg or json"),
      N_("FORMAT")},
     "topology",
     "tree dot svg json"},
    {{"color", 0, 0, G_OPTION_ARG_STRING, AT(color), N_("auto (the default), always or never"),
      N_("WHEN")},
     "topology",
     "auto always never"},
    {{"json", 'j', 0, G_OPTION_ARG_NONE, AT(json), N_("print JSON"), NULL}, "probe", NULL},
    {{"refresh", 'r', 0, G_OPTION_ARG_NONE, AT(refresh),
      N_("ask the QEMU even if its answers are kept"), NULL},
     "probe",
     NULL},
    {{"record", 0, 0, G_OPTION_ARG_FILENAME, AT(record),
      N_("write the conversation to FILE, for --capabilities"), N_("FILE")},
     "probe",
     NULL},
    {{"timeout", 't', 0, G_OPTION_ARG_INT, AT(timeout_seconds),
      N_("end the guest after S seconds, with exit status 1 (default: never)"), N_("S")},
     "run",
     NULL},
    {{"qmp", 'q', 0, G_OPTION_ARG_FILENAME, AT(qmp),
      N_("the QEMU whose monitor listens at SOCKET and serves nobody else"), N_("SOCKET")},
     "verify snapshot",
     NULL},
    {{"connect", 0, 0, G_OPTION_ARG_STRING, AT(connect),
      N_("the QEMU of a guest of the libvirt daemon at URI, asked through virsh"), N_("URI")},
     "verify snapshot",
     NULL},
    {.commands = NULL},
};

const CliCommand cli_commands[] = {
    {"probe", "", 0, 0, N_("show what a QEMU can do for pseries guests"),
     N_("Starts the QEMU once, without a guest, and asks it. The answers are kept until the QEMU "
        "changes. Shown are its machines and what a guest sees on them, its PCI devices, and what "
        "is missing and what that costs."),
     cli_probe},
    {"plan", "FILE|-", 1, 1, N_("print the completed domain XML"),
     N_("Every device has its address in it, and a stock libvirt takes it as it is; a warning "
        "tells "
        "which does not."),
     cli_plan},
    {"argv", "FILE|-", 1, 1, N_("print the QEMU command line"),
     N_("One option with its value a line, quoted for a shell."), cli_argv},
    {"validate", "FILE|-", 1, 1, N_("report every error in a document"),
     N_("Each with its line and what would be right; the schema is asked last, when nothing else "
        "was found. Names that no schema knows are errors here. Where no QEMU can be used, only "
        "the document's form is checked, with a warning."),
     cli_validate},
    {"topology", "FILE|-", 1, 1, N_("draw the guest's PCI topology"),
     N_("Host bridges, bridges, slots and functions: what sits there, whether the guest reaches "
        "256 or 4096 bytes of its configuration space, and its address in the XML and in the "
        "guest."),
     cli_topology},
    {"run", "FILE|-", 1, 1, N_("run the guest in the foreground"),
     N_("The guest's console is the terminal; Ctrl-a x ends it, and Ctrl-a Ctrl-a sends one "
        "Ctrl-a. QEMU is gone when the command is gone."),
     cli_run},
    {"verify", "[FILE|-] [NAME]", 0, 2, N_("compare a running QEMU with a guest's document"),
     N_("What the QEMU has is read from it and compared with the placement in the document's "
        "metadata or, without one, with the plan: machine, host bridges, processors, and each "
        "device with its place. Printed is what differs, a line each; there is nothing to print "
        "when nothing does, and the exit status is 0. With --qmp the FILE is needed; with "
        "--connect the NAME, and without a FILE the document is the daemon's."),
     cli_verify},
    {"snapshot", "[NAME]", 0, 1, N_("print what a running QEMU has, as an element of <metadata>"),
     N_("A guest with this element in its definition is compared with it at each start, and by "
        "'virt-pseries verify'. The NAME is needed with --connect."),
     cli_snapshot},
    {.name = NULL},
};
