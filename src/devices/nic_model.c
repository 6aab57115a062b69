/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nic_model.h"

#include <glib.h>

#define PCI_CARD(type) {(type), (type), ADDRESS_PCI, false, NULL}

/* Of QEMU's hw/net/igb. */
static const PciVirtualFunctions igb_functions = {0x80, 2, 8};

/* Names that differ from QEMU's first, then the rest in alphabetical order. */
static const NicModel models[] = {
    {"virtio", "virtio-net-pci", ADDRESS_PCI, true, NULL},
    {"virtio-transitional", "virtio-net-pci-transitional", ADDRESS_PCI, true, NULL},
    {"virtio-non-transitional", "virtio-net-pci-non-transitional", ADDRESS_PCI, true, NULL},
    {"spapr-vlan", "spapr-vlan", ADDRESS_SPAPR_VIO, false, NULL},
    {"usb-net", "usb-net", ADDRESS_USB, false, NULL},
    PCI_CARD("e1000"),
    PCI_CARD("e1000-82544gc"),
    PCI_CARD("e1000-82545em"),
    PCI_CARD("e1000e"),
    PCI_CARD("i82550"),
    PCI_CARD("i82551"),
    PCI_CARD("i82557a"),
    PCI_CARD("i82557b"),
    PCI_CARD("i82557c"),
    PCI_CARD("i82558a"),
    PCI_CARD("i82558b"),
    PCI_CARD("i82559a"),
    PCI_CARD("i82559b"),
    PCI_CARD("i82559c"),
    PCI_CARD("i82559er"),
    PCI_CARD("i82562"),
    PCI_CARD("i82801"),
    {"igb", "igb", ADDRESS_PCI, false, &igb_functions},
    PCI_CARD("ne2k_pci"),
    PCI_CARD("pcnet"),
    PCI_CARD("rtl8139"),
    PCI_CARD("sungem"),
    PCI_CARD("tulip"),
    PCI_CARD("vmxnet3"),
};

const NicModel *
nic_model_find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(models); i++)
        if (name != NULL && g_ascii_strcasecmp(models[i].name, name) == 0)
            return &models[i];
    return NULL;
}

const NicModel *
nic_model_default(const Capabilities *capabilities, const char *names)
{
    g_auto(GStrv) choices = g_strsplit(names, " ", -1);

    for (size_t i = 0; choices[i] != NULL; i++) {
        const NicModel *model = nic_model_find(choices[i]);

        if (capabilities_has_type(capabilities, model->driver))
            return model;
    }
    return nic_model_find("virtio");
}

char *
nic_model_list(const Capabilities *capabilities)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(models); i++)
        if (capabilities_has_type(capabilities, models[i].driver))
            g_string_append_printf(list, "%s'%s'", list->len > 0 ? ", " : "", models[i].name);
    return g_string_free(g_steal_pointer(&list), FALSE);
}
