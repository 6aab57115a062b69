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
     "probe " PLANS,
     NULL},
    {{"machine", 'm', 0, G_OPTION_ARG_STRING, AT(machine),
      N_("the machine type, in place of the one that the document names"), N_("NAME")},
     "probe " PLANS,
     NULL},
    {{"capabilities", 'c', 0, G_OPTION_ARG_FILENAME, AT(capabilities),
      N_("plan for the QEMU that was recorded in FILE; no QEMU is started"), N_("FILE")},
     "probe plan argv validate topology",
     NULL},
    {{"sysfs", 0, 0, G_OPTION_ARG_FILENAME, AT(sysfs),
      N_("read IOMMU groups below DIR instead of /sys"), N_("DIR")},
     PLANS,
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
    {.commands = NULL},
};

const CliCommand cli_commands[] = {
    {"probe", "", N_("show what a QEMU can do for pseries guests"),
     N_("Starts the QEMU once, without a guest, and asks it. The answers are kept until the QEMU "
        "changes. Shown are its machines and what a guest sees on them, its PCI devices, and what "
        "is missing and what that costs."),
     cli_probe},
    {"plan", "FILE|-", N_("print the completed domain XML"),
     N_("Every device has its address in it, and any libvirt takes it as it is."), cli_plan},
    {"argv", "FILE|-", N_("print the QEMU command line"),
     N_("One option with its value a line, quoted for a shell."), cli_argv},
    {"validate", "FILE|-", N_("report every error in a document"),
     N_("Each with its line and what would be right; the schema is asked last, when nothing else "
        "was found. Names that no schema knows are errors here. Where no QEMU can be used, only "
        "the document's form is checked, with a warning."),
     cli_validate},
    {"topology", "FILE|-", N_("draw the guest's PCI topology"),
     N_("Host bridges, bridges, slots and functions: what sits there, whether the guest reaches "
        "256 or 4096 bytes of its configuration space, and its address in the XML and in the "
        "guest."),
     cli_topology},
    {"run", "FILE|-", N_("run the guest in the foreground"),
     N_("The guest's console is the terminal; Ctrl-a x ends it, and Ctrl-a Ctrl-a sends one "
        "Ctrl-a. QEMU is gone when the command is gone."),
     cli_run},
    {.name = NULL},
};
