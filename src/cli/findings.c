/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/findings.h"

#include <glib/gi18n-lib.h>

#include "qemu/fallback.h"

const FindingsClass findings_classes[] = {
    {"express", N_("PCI Express, 4096 bytes on a host bridge"), PCI_CLASS_EXPRESS},
    {"hybrid", N_("PCI Express or conventional, conventional on a host bridge"), PCI_CLASS_HYBRID},
    {"conventional", N_("conventional PCI"), PCI_CLASS_CONVENTIONAL},
    {.name = NULL},
};

/* Devices that guests are likely to want.  A type that QEMU lists even if it cannot create it is
 * represented by the type that it depends on. */
static const FindingsLack wanted_types[] = {
    {"vfio-pci", N_("no PCI device of the host can be passed through (<hostdev>)")},
    {"virtio-gpu-gl-device", N_("no 3D acceleration (<acceleration accel3d='yes'/>)")},
    {"pci-bridge", N_("no bridges: a host bridge holds at most 31 devices, with functions 248")},
    {"qemu-xhci", N_("no USB 3, libvirt's default controller (<controller type='usb'>)")},
    {"spapr-vscsi", N_("no VIO SCSI (<controller type='scsi' model='ibmvscsi'/>)")},
    {"spapr-vlan", N_("no VIO network (<interface> of model 'spapr-vlan')")},
    {"virtio-blk-pci", N_("no virtio disks")},
    {"virtio-net-pci", N_("no virtio network")},
    {"virtio-scsi-pci", N_("no virtio SCSI")},
    {"virtio-balloon-pci", N_("no memory balloon, which libvirt adds to each guest")},
    {"VGA", N_("no plain VGA (<video>)")},
    {"e1000e", N_("no PCI Express network card")},
    {"nvme", N_("no NVMe disks")},
};

static const FindingsLack no_kvm = {"kvm", N_("guests run emulated (TCG), many times slower")};

static void
machine_free(gpointer data)
{
    FindingsMachine *machine = data;

    machine_facts_free(machine->facts);
    g_free(machine);
}

static bool
add_machine(Findings *findings, const MachineType *type, bool asks, GError **error)
{
    const Capabilities *capabilities = findings->capabilities;
    FindingsMachine *machine = NULL;
    const MachineFacts *facts = NULL;

    if (asks && (facts = capabilities_machine(capabilities, type->name, error)) == NULL)
        return false;
    machine = g_new0(FindingsMachine, 1);
    machine->type = type;
    machine->is_asked = asks;
    machine->facts = asks ? machine_facts_copy(facts)
                          : fallback_facts(type->name, capabilities_version(capabilities));
    g_ptr_array_add(findings->machines, machine);
    return true;
}

static bool
add_machines(Findings *findings, const char *wanted, bool is_only, GError **error)
{
    bool is_recorded = capabilities_emulator(findings->capabilities) == NULL;

    for (unsigned i = 0; i < capabilities_n_machines(findings->capabilities); i++) {
        const MachineType *type = capabilities_machine_type(findings->capabilities, i);
        bool is_wanted = g_strcmp0(type->name, wanted) == 0;

        if (is_only ? !is_wanted : !g_str_has_prefix(type->name, "pseries"))
            continue;
        if (!add_machine(findings, type, is_wanted || is_recorded, error))
            return false;
    }
    return true;
}

static int
compare_machines(gconstpointer a, gconstpointer b)
{
    const FindingsMachine *one = *(FindingsMachine *const *)a;
    const FindingsMachine *other = *(FindingsMachine *const *)b;
    int by_version = (int)(other->facts->major_number * 1000 + other->facts->minor_number) -
                     (int)(one->facts->major_number * 1000 + one->facts->minor_number);

    return by_version != 0 ? by_version : g_strcmp0(one->type->name, other->type->name);
}

static void
add_lacks(Findings *findings)
{
    if (!capabilities_is_kvm_enabled(findings->capabilities))
        g_ptr_array_add(findings->lacks, (gpointer)&no_kvm);
    for (size_t i = 0; i < G_N_ELEMENTS(wanted_types); i++)
        if (!capabilities_has_type(findings->capabilities, wanted_types[i].what))
            g_ptr_array_add(findings->lacks, (gpointer)&wanted_types[i]);
}

Findings *
findings_new(const Capabilities *capabilities, const char *machine, GError **error)
{
    g_autoptr(Findings) findings = g_new0(Findings, 1);
    const char *wanted = capabilities_resolve_machine(
        capabilities, machine != NULL ? machine : "pseries", machine != NULL ? error : NULL);

    findings->capabilities = capabilities;
    findings->machines = g_ptr_array_new_with_free_func(machine_free);
    findings->lacks = g_ptr_array_new();
    if (machine != NULL && wanted == NULL)
        return NULL;
    if (!add_machines(findings, wanted, machine != NULL, error))
        return NULL;
    g_ptr_array_sort(findings->machines, compare_machines);
    add_lacks(findings);
    return g_steal_pointer(&findings);
}

void
findings_free(Findings *findings)
{
    if (findings == NULL)
        return;
    if (findings->machines != NULL)
        g_ptr_array_unref(findings->machines);
    if (findings->lacks != NULL)
        g_ptr_array_unref(findings->lacks);
    g_free(findings);
}
