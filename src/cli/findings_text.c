/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cli/findings.h"

enum { TEXT_COLUMNS = 78 };

static void
append_emulator(GString *text, const Capabilities *capabilities)
{
    QemuVersion version = capabilities_version(capabilities);
    const char *package = capabilities_package(capabilities);
    const char *path = capabilities_emulator(capabilities);
    const char *kvm = _("not built in");

    if (capabilities_is_kvm_present(capabilities))
        kvm = capabilities_is_kvm_enabled(capabilities) ? _("yes")
                                                        : _("built in, not usable on this host");
    g_string_append_printf(text, "QEMU %u.%u.%u", version.major_number, version.minor_number,
                           version.micro_number);
    if (*package != '\0')
        g_string_append_printf(text, " (%s)", package);
    g_string_append_printf(text, _(", target %s\n"), capabilities_target(capabilities));
    g_string_append_printf(text, _("Emulator: %s\n"), path != NULL ? path : _("a recording"));
    g_string_append_printf(text, _("KVM: %s\n"), kvm);
    g_string_append_printf(text, _("CPU models: %u\n"), capabilities_n_cpu_models(capabilities));
}

static void
append_machine(GString *text, const FindingsMachine *machine)
{
    const MachineFacts *facts = machine->facts;
    g_autofree char *alias = machine->type->alias == NULL
                                 ? g_strdup("")
                                 : g_strdup_printf(_(" = '%s'"), machine->type->alias);
    g_autofree char *name = g_strconcat(machine->type->name, alias, NULL);

    if (!facts->is_pseries) {
        g_string_append_printf(text, _("  %-28s no pseries machine\n"), name);
        return;
    }
    g_string_append_printf(text, _("  %-28s %4u bytes  %3u host bridges%s%s%s\n"), name,
                           facts->has_extended_config_space ? 4096 : 256, facts->max_phb_index + 1,
                           facts->has_dynamic_reconfiguration ? "" : _("  no PCI hotplug"),
                           machine->type->is_deprecated ? _("  deprecated") : "",
                           machine->is_asked ? "" : "  *");
}

static void
append_machines(GString *text, const Findings *findings)
{
    bool has_unasked = false;

    g_string_append(text, _("\nMachines (configuration space of a PCI Express device on a host "
                            "bridge; host bridges at most):\n"));
    for (unsigned i = 0; i < findings->machines->len; i++) {
        const FindingsMachine *machine = g_ptr_array_index(findings->machines, i);

        append_machine(text, machine);
        has_unasked = has_unasked || !machine->is_asked;
    }
    if (has_unasked)
        g_string_append(text, _("  * by its version; 'probe --machine NAME' asks QEMU itself\n"));
}

/* Appends @names, as many on a line as fit. */
static void
append_names(GString *text, const GPtrArray *names)
{
    size_t column = 0;

    for (unsigned i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        size_t length = strlen(name);

        if (column > 0 && column + 1 + length > TEXT_COLUMNS) {
            g_string_append_c(text, '\n');
            column = 0;
        }
        g_string_append_printf(text, "%s%s", column == 0 ? "    " : " ", name);
        column += length + (column == 0 ? 4 : 1);
    }
    g_string_append_c(text, '\n');
}

static void
append_devices(GString *text, const Capabilities *capabilities)
{
    g_string_append(text, _("\nPCI devices:\n"));
    for (const FindingsClass *row = findings_classes; row->name != NULL; row++) {
        g_autoptr(GPtrArray) names = capabilities_pci_types(capabilities, row->class);

        g_string_append_printf(text, "  %s (%u):\n", _(row->title), names->len);
        append_names(text, names);
    }
}

static void
append_lacks(GString *text, const Findings *findings)
{
    const char *const *warnings = capabilities_warnings(findings->capabilities);

    if (findings->lacks->len > 0)
        g_string_append(text, _("\nMissing, and what that costs:\n"));
    for (unsigned i = 0; i < findings->lacks->len; i++) {
        const FindingsLack *lack = g_ptr_array_index(findings->lacks, i);

        g_string_append_printf(text, "  %-22s %s\n", lack->what, _(lack->cost));
    }
    if (warnings != NULL && *warnings != NULL)
        g_string_append(text, _("\nNot found out:\n"));
    for (; warnings != NULL && *warnings != NULL; warnings++)
        g_string_append_printf(text, "  %s\n", *warnings);
}

char *
findings_text(const Findings *findings)
{
    GString *text = g_string_new(NULL);

    append_emulator(text, findings->capabilities);
    append_machines(text, findings);
    append_devices(text, findings->capabilities);
    append_lacks(text, findings);
    return g_string_free(text, FALSE);
}
