/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/findings.h"
#include "cli/json_member.h"

static void
add_emulator(JsonBuilder *builder, const Capabilities *capabilities)
{
    QemuVersion version = capabilities_version(capabilities);
    g_autofree char *number = g_strdup_printf("%u.%u.%u", version.major_number,
                                              version.minor_number, version.micro_number);

    json_member_string(builder, "version", number);
    json_member_string(builder, "package", capabilities_package(capabilities));
    json_member_string(builder, "target", capabilities_target(capabilities));
    json_member_string(builder, "emulator", capabilities_emulator(capabilities));
    json_member_bool(builder, "kvm_present", capabilities_is_kvm_present(capabilities));
    json_member_bool(builder, "kvm_enabled", capabilities_is_kvm_enabled(capabilities));
}

static void
add_machine(JsonBuilder *builder, const FindingsMachine *machine)
{
    const MachineFacts *facts = machine->facts;

    json_builder_begin_object(builder);
    json_member_string(builder, "name", machine->type->name);
    json_member_string(builder, "alias", machine->type->alias);
    json_member_bool(builder, "deprecated", machine->type->is_deprecated);
    json_member_bool(builder, "asked", machine->is_asked);
    json_member_bool(builder, "pseries", facts->is_pseries);
    if (facts->is_pseries) {
        json_member_bool(builder, "extended_config_space", facts->has_extended_config_space);
        json_member_bool(builder, "pci_hotplug", facts->has_dynamic_reconfiguration);
        json_member_bool(builder, "dynamic_dma_windows", facts->has_ddw);
        json_member_number(builder, "max_phbs", facts->max_phb_index + 1);
    }
    json_builder_end_object(builder);
}

static void
add_devices(JsonBuilder *builder, const Capabilities *capabilities)
{
    json_member_begin_object(builder, "pci_devices");
    for (const FindingsClass *row = findings_classes; row->name != NULL; row++) {
        g_autoptr(GPtrArray) names = capabilities_pci_types(capabilities, row->class);

        json_member_begin_list(builder, row->name);
        for (unsigned i = 0; i < names->len; i++)
            json_builder_add_string_value(builder, g_ptr_array_index(names, i));
        json_builder_end_array(builder);
    }
    json_builder_end_object(builder);
}

static void
add_lacks(JsonBuilder *builder, const Findings *findings)
{
    const char *const *warnings = capabilities_warnings(findings->capabilities);

    json_member_begin_list(builder, "missing");
    for (unsigned i = 0; i < findings->lacks->len; i++)
        json_builder_add_string_value(
            builder, ((const FindingsLack *)g_ptr_array_index(findings->lacks, i))->what);
    json_builder_end_array(builder);
    json_member_begin_list(builder, "warnings");
    for (; warnings != NULL && *warnings != NULL; warnings++)
        json_builder_add_string_value(builder, *warnings);
    json_builder_end_array(builder);
}

char *
findings_json(const Findings *findings)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    add_emulator(builder, findings->capabilities);
    json_member_begin_list(builder, "machines");
    for (unsigned i = 0; i < findings->machines->len; i++)
        add_machine(builder, g_ptr_array_index(findings->machines, i));
    json_builder_end_array(builder);
    add_devices(builder, findings->capabilities);
    add_lacks(builder, findings);
    json_builder_end_object(builder);
    return json_member_finish(builder);
}
