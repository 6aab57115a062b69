/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/fallback.h"

#include <string.h>

static const char *const express[] = {
    "e1000e",
    "ioh3420",
    "megasas-gen2",
    "nvme",
    "pcie-pci-bridge",
    "pcie-root-port",
    "pnv-phb-root-port",
    "x3130-upstream",
    "xio3130-downstream",
};

static const char *const hybrid[] = {
    "bochs-display",
    "nec-usb-xhci",
    "pvscsi",
    "qemu-xhci",
    "vfio-pci",
    "vfio-pci-nohotplug",
    "vhost-scsi-pci",
    "vhost-scsi-pci-non-transitional",
    "vhost-user-blk-pci",
    "vhost-user-blk-pci-non-transitional",
    "vhost-user-fs-pci",
    "vhost-user-gpio-pci",
    "vhost-user-gpu-pci",
    "vhost-user-i2c-pci",
    "vhost-user-input-pci",
    "vhost-user-rng-pci",
    "vhost-user-scsi-pci",
    "vhost-user-scsi-pci-non-transitional",
    "vhost-user-vsock-pci",
    "vhost-user-vsock-pci-non-transitional",
    "vhost-vsock-pci",
    "vhost-vsock-pci-non-transitional",
    "virtio-9p-pci",
    "virtio-9p-pci-non-transitional",
    "virtio-balloon-pci",
    "virtio-balloon-pci-non-transitional",
    "virtio-blk-pci",
    "virtio-blk-pci-non-transitional",
    "virtio-crypto-pci",
    "virtio-gpu-gl-pci",
    "virtio-gpu-pci",
    "virtio-input-host-pci",
    "virtio-iommu-pci",
    "virtio-keyboard-pci",
    "virtio-mouse-pci",
    "virtio-net-pci",
    "virtio-net-pci-non-transitional",
    "virtio-rng-pci",
    "virtio-rng-pci-non-transitional",
    "virtio-scsi-pci",
    "virtio-scsi-pci-non-transitional",
    "virtio-serial-pci",
    "virtio-serial-pci-non-transitional",
    "virtio-tablet-pci",
    "vmxnet3",
};

static const char *const conventional[] = {
    "AC97",
    "ES1370",
    "PIIX4_PM",
    "VGA",
    "acpi-erst",
    "am53c974",
    "ati-vga",
    "cirrus-vga",
    "ctucan_pci",
    "dc390",
    "dec-21154",
    "dec-21154-p2p-bridge",
    "e1000",
    "e1000-82544gc",
    "e1000-82545em",
    "e500-host-bridge",
    "edu",
    "grackle",
    "i6300esb",
    "i82378",
    "i82550",
    "i82551",
    "i82557a",
    "i82557b",
    "i82557c",
    "i82558a",
    "i82558b",
    "i82559a",
    "i82559b",
    "i82559c",
    "i82559er",
    "i82562",
    "i82801",
    "i82801b11-bridge",
    "ich9-ahci",
    "ich9-intel-hda",
    "ich9-usb-ehci1",
    "ich9-usb-ehci2",
    "ich9-usb-uhci1",
    "ich9-usb-uhci2",
    "ich9-usb-uhci3",
    "ich9-usb-uhci4",
    "ich9-usb-uhci5",
    "ich9-usb-uhci6",
    "intel-hda",
    "ivshmem-doorbell",
    "ivshmem-plain",
    "kvaser_pci",
    "lsi53c810",
    "lsi53c895a",
    "macio-newworld",
    "macio-oldworld",
    "megasas",
    "mioe3680_pci",
    "mptsas1068",
    "mv64361-pcibridge",
    "ne2k_pci",
    "pci-bridge",
    "pci-bridge-seat",
    "pci-ohci",
    "pci-serial",
    "pci-serial-2x",
    "pci-serial-4x",
    "pci-testdev",
    "pcm3680_pci",
    "pcnet",
    "piix3-usb-uhci",
    "piix4-usb-uhci",
    "ppc4xx-host-bridge",
    "pvpanic-pci",
    "pvrdma",
    "raven",
    "rocker",
    "rtl8139",
    "sdhci-pci",
    "secondary-vga",
    "sii3112",
    "sm501",
    "sungem",
    "tpci200",
    "tulip",
    "u3-agp",
    "uni-north-agp",
    "uni-north-internal-pci",
    "uni-north-pci",
    "usb-ehci",
    "vhost-scsi-pci-transitional",
    "vhost-user-blk-pci-transitional",
    "vhost-user-scsi-pci-transitional",
    "via-ac97",
    "via-ide",
    "via-mc97",
    "virtio-9p-pci-transitional",
    "virtio-balloon-pci-transitional",
    "virtio-blk-pci-transitional",
    "virtio-net-pci-transitional",
    "virtio-rng-pci-transitional",
    "virtio-scsi-pci-transitional",
    "virtio-serial-pci-transitional",
    "vmware-svga",
    "vt8231-isa",
    "vt8231-pm",
    "vt82c686b-isa",
    "vt82c686b-pm",
    "vt82c686b-usb-uhci",
};

static const char *const vio[] = {"spapr-nvram", "spapr-vlan", "spapr-vscsi", "spapr-vty",
                                  "tpm-spapr"};

static const struct {
    PciClass class;
    const char *const *types;
    size_t n_types;
} pci_rows[] = {
    {PCI_CLASS_EXPRESS, express, G_N_ELEMENTS(express)},
    {PCI_CLASS_HYBRID, hybrid, G_N_ELEMENTS(hybrid)},
    {PCI_CLASS_CONVENTIONAL, conventional, G_N_ELEMENTS(conventional)},
};

/* Each row is valid from its version to the next row's. */
static const struct {
    unsigned major_number, minor_number;
    bool has_extended_config_space, has_ddw, has_dynamic_reconfiguration;
    unsigned max_phb_index;
    const char *default_cpu;
} machine_rows[] = {
    {0, 0, false, false, false, 255, "power7_v2.3"},
    {2, 4, false, false, true, 255, "power7_v2.3"},
    {2, 7, false, true, true, 255, "power7_v2.3"},
    {2, 8, false, true, true, 30, "power8_v2.0"},
    {2, 9, true, true, true, 30, "power8_v2.0"},
    {4, 0, true, true, true, 30, "power9_v2.0"},
    {9, 0, true, true, true, 30, "power10_v2.0"},
    {11, 1, true, true, true, 30, "power11_v2.0"},
    {11, 2, true, true, true, 30, NULL}, /* not known */
};

static bool
contains(const char *const *types, size_t n_types, const char *type)
{
    for (size_t i = 0; i < n_types; i++)
        if (strcmp(types[i], type) == 0)
            return true;
    return false;
}

PciClass
fallback_pci_class(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pci_rows); i++)
        if (contains(pci_rows[i].types, pci_rows[i].n_types, type))
            return pci_rows[i].class;
    return PCI_CLASS_ABSENT;
}

bool
fallback_is_vio(const char *type)
{
    return contains(vio, G_N_ELEMENTS(vio), type);
}

MachineFacts *
fallback_facts(const char *name, QemuVersion emulator)
{
    MachineFacts *facts = machine_facts_new(name);
    size_t row = 0;

    /* A machine without a version in its name (an old "pseries") has QEMU's. */
    if (facts->is_pseries && facts->major_number == 0) {
        facts->major_number = emulator.major_number;
        facts->minor_number = emulator.minor_number;
    }
    if (!facts->is_pseries)
        return facts;
    for (size_t i = 0; i < G_N_ELEMENTS(machine_rows); i++)
        if (machine_facts_is_at_least(facts, machine_rows[i].major_number,
                                      machine_rows[i].minor_number))
            row = i;
    facts->has_extended_config_space = machine_rows[row].has_extended_config_space;
    facts->has_ddw = machine_rows[row].has_ddw;
    facts->has_dynamic_reconfiguration = machine_rows[row].has_dynamic_reconfiguration;
    facts->max_phb_index = machine_rows[row].max_phb_index;
    facts->default_cpu = g_strdup(machine_rows[row].default_cpu);
    return facts;
}
