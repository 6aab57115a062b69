/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller_model.h"

#include <glib/gi18n-lib.h>

#include "devices/controller_xml.h"

#define NOT_IN_QEMU N_("QEMU has no such adapter for it: use 'ibmvscsi' or 'virtio-scsi'")
#define XEN_ONLY N_("it belongs to Xen")
#define DISKS_ELSEWHERE N_("its disks are on bus 'virtio', 'scsi', 'usb' or 'sata'")

static const struct {
    ControllerType type;
    const char *driver;
    const char *qom_type; /* NULL: the driver's name */
    const char *refusal;  /* N_() */
} rows[] = {
    /* PCI controllers are in the machine's rows: see controller_bus_rule(). */
    [CONTROLLER_MODEL_PCI_ROOT] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCI_BRIDGE] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_NONE] = {CONTROLLER_USB, NULL, NULL, NULL},
    [CONTROLLER_MODEL_QEMU_XHCI] = {CONTROLLER_USB, "qemu-xhci", NULL, NULL},
    [CONTROLLER_MODEL_NEC_XHCI] = {CONTROLLER_USB, "nec-usb-xhci", NULL, NULL},
    [CONTROLLER_MODEL_PCI_OHCI] = {CONTROLLER_USB, "pci-ohci", NULL, NULL},
    [CONTROLLER_MODEL_EHCI] = {CONTROLLER_USB, "usb-ehci", NULL, NULL},
    [CONTROLLER_MODEL_PIIX3_UHCI] = {CONTROLLER_USB, "piix3-usb-uhci", NULL, NULL},
    [CONTROLLER_MODEL_PIIX4_UHCI] = {CONTROLLER_USB, "piix4-usb-uhci", NULL, NULL},
    [CONTROLLER_MODEL_VT82C686B_UHCI] = {CONTROLLER_USB, "vt82c686b-usb-uhci", NULL,
                                         N_("QEMU has it only within the chip of a board: use "
                                            "'qemu-xhci'")},
    [CONTROLLER_MODEL_ICH9_EHCI1] = {CONTROLLER_USB, "ich9-usb-ehci1", NULL, NULL},
    [CONTROLLER_MODEL_ICH9_UHCI1] = {CONTROLLER_USB, "ich9-usb-uhci1", NULL, NULL},
    [CONTROLLER_MODEL_ICH9_UHCI2] = {CONTROLLER_USB, "ich9-usb-uhci2", NULL, NULL},
    [CONTROLLER_MODEL_ICH9_UHCI3] = {CONTROLLER_USB, "ich9-usb-uhci3", NULL, NULL},
    [CONTROLLER_MODEL_VIRTIO_SCSI] = {CONTROLLER_SCSI, "virtio-scsi-pci", NULL, NULL},
    [CONTROLLER_MODEL_IBMVSCSI] = {CONTROLLER_SCSI, "spapr-vscsi", NULL, NULL},
    [CONTROLLER_MODEL_LSILOGIC] = {CONTROLLER_SCSI, "lsi", "lsi53c895a", NULL},
    [CONTROLLER_MODEL_LSISAS1078] = {CONTROLLER_SCSI, "megasas", NULL, NULL},
    [CONTROLLER_MODEL_LSISAS1068] = {CONTROLLER_SCSI, "mptsas1068", NULL, NULL},
    [CONTROLLER_MODEL_DC390] = {CONTROLLER_SCSI, "dc390", NULL, NULL},
    [CONTROLLER_MODEL_AM53C974] = {CONTROLLER_SCSI, "am53c974", NULL, NULL},
    [CONTROLLER_MODEL_VIRTIO] = {CONTROLLER_VIRTIO_SERIAL, "virtio-serial-pci", NULL, NULL},
    [CONTROLLER_MODEL_PCIE_ROOT] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCIE_ROOT_PORT] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCIE_SWITCH_UPSTREAM_PORT] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCIE_SWITCH_DOWNSTREAM_PORT] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCI_EXPANDER_BUS] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PCIE_EXPANDER_BUS] = {CONTROLLER_PCI, NULL, NULL, NULL},
    [CONTROLLER_MODEL_QUSB1] = {CONTROLLER_USB, NULL, NULL, XEN_ONLY},
    [CONTROLLER_MODEL_QUSB2] = {CONTROLLER_USB, NULL, NULL, XEN_ONLY},
    [CONTROLLER_MODEL_SCSI_AUTO] = {CONTROLLER_SCSI, NULL, NULL,
                                    N_("leave the attribute out to have it chosen")},
    [CONTROLLER_MODEL_BUSLOGIC] = {CONTROLLER_SCSI, NULL, NULL, NOT_IN_QEMU},
    [CONTROLLER_MODEL_VMPVSCSI] = {CONTROLLER_SCSI, "pvscsi", NULL, NULL},
    [CONTROLLER_MODEL_NCR53C90] = {CONTROLLER_SCSI, NULL, NULL, NOT_IN_QEMU},
    [CONTROLLER_MODEL_PIIX3] = {CONTROLLER_IDE, NULL, NULL, NULL},
    [CONTROLLER_MODEL_PIIX4] = {CONTROLLER_IDE, NULL, NULL, NULL},
    [CONTROLLER_MODEL_ICH6] = {CONTROLLER_IDE, NULL, NULL, NULL},
};

static const char *const type_refusals[] = {
    [CONTROLLER_NONE] = NULL,
    [CONTROLLER_PCI] = NULL,
    [CONTROLLER_USB] = NULL,
    [CONTROLLER_SCSI] = NULL,
    [CONTROLLER_VIRTIO_SERIAL] = NULL,
    [CONTROLLER_SATA] = NULL,
    [CONTROLLER_IDE] = DISKS_ELSEWHERE,
    [CONTROLLER_FDC] = N_("it has no floppy drives"),
    [CONTROLLER_CCID] = NULL,
    [CONTROLLER_ISA] = N_("it has no ISA bus"),
    [CONTROLLER_XENBUS] = XEN_ONLY,
    [CONTROLLER_NVME] = N_("NVMe controllers are not supported yet"),
};

/* QEMU's limits of each adapter (SCSIBusInfo); QEMU fails at start for an address beyond them. */
static const struct {
    ControllerModel model;
    ControllerReach reach;
} reaches[] = {
    {CONTROLLER_MODEL_IBMVSCSI, {7, 63, 31}},    {CONTROLLER_MODEL_LSILOGIC, {0, 0, 7}},
    {CONTROLLER_MODEL_LSISAS1078, {0, 64, 255}}, {CONTROLLER_MODEL_LSISAS1068, {0, 8, 1}},
    {CONTROLLER_MODEL_VMPVSCSI, {0, 64, 0}},     {CONTROLLER_MODEL_DC390, {0, 7, 7}},
    {CONTROLLER_MODEL_AM53C974, {0, 7, 7}},
};

static bool
is_form(ControllerModel model)
{
    return model == CONTROLLER_MODEL_VIRTIO_TRANSITIONAL ||
           model == CONTROLLER_MODEL_VIRTIO_NON_TRANSITIONAL;
}

bool
controller_fits_type(const Controller *controller)
{
    if (controller->model == CONTROLLER_MODEL_ABSENT)
        return true;
    if (is_form(controller->model))
        return controller->type == CONTROLLER_SCSI || controller->type == CONTROLLER_VIRTIO_SERIAL;
    return rows[controller->model].type == controller->type;
}

const char *
controller_refusal(const Controller *controller, const MachineRules *rules)
{
    const char *refusal = type_refusals[controller->type];

    if (machine_has_word(rules->defaults->disk_buses,
                         controller_type_names.names[controller->type]))
        refusal = NULL;
    if (refusal == NULL)
        refusal = rows[controller->model].refusal;
    if (controller->type == CONTROLLER_PCI && controller_fits_type(controller) &&
        controller_bus_rule(controller, rules) == NULL)
        refusal = rules->other_buses;
    return refusal != NULL ? _(refusal) : NULL;
}

/* The two forms of the two types, and types without a model: SATA, and virtio-serial by default. */
static const char *
form_driver(const Controller *controller)
{
    bool is_scsi = controller->type == CONTROLLER_SCSI;

    if (controller->type == CONTROLLER_SATA)
        return "ahci";
    if (controller->model == CONTROLLER_MODEL_VIRTIO_TRANSITIONAL)
        return is_scsi ? "virtio-scsi-pci-transitional" : "virtio-serial-pci-transitional";
    if (controller->model == CONTROLLER_MODEL_VIRTIO_NON_TRANSITIONAL)
        return is_scsi ? "virtio-scsi-pci-non-transitional" : "virtio-serial-pci-non-transitional";
    if (controller->type == CONTROLLER_CCID)
        return "usb-ccid";
    return controller->type == CONTROLLER_VIRTIO_SERIAL ? "virtio-serial-pci" : NULL;
}

const char *
controller_driver(const Controller *controller)
{
    if (controller->type == CONTROLLER_PCI)
        return controller->pci_model.name != NULL ? controller->pci_model.name
                                                  : controller->pci_type;
    if (controller->type == CONTROLLER_IDE)
        return "piix3-ide";
    if (controller->model == CONTROLLER_MODEL_ABSENT || is_form(controller->model))
        return form_driver(controller);
    return rows[controller->model].driver;
}

const char *
controller_qom_type(const Controller *controller)
{
    const char *type = rows[controller->model].qom_type;

    if (controller->type == CONTROLLER_SATA)
        return "ich9-ahci";
    return type != NULL ? type : controller_driver(controller);
}

const char *
controller_fixed_slot(const Controller *controller)
{
    bool is_first = controller->index.value == 0;

    switch (controller->type) {
    case CONTROLLER_IDE:
    case CONTROLLER_SATA:
        return is_first ? controller_type_names.names[controller->type] : NULL;
    case CONTROLLER_USB:
        if (controller->model == CONTROLLER_MODEL_PIIX3_UHCI && !is_first)
            return NULL;
        return controller_model_names.names[controller->model];
    case CONTROLLER_PCI:
        return controller_model_names.names[controller->model];
    case CONTROLLER_NONE:
    case CONTROLLER_SCSI:
    case CONTROLLER_VIRTIO_SERIAL:
    case CONTROLLER_FDC:
    case CONTROLLER_CCID:
    case CONTROLLER_ISA:
    case CONTROLLER_XENBUS:
    case CONTROLLER_NVME:
        break;
    }
    return NULL;
}

bool
controller_is_virtio(const Controller *controller)
{
    return controller->type == CONTROLLER_VIRTIO_SERIAL || is_form(controller->model) ||
           controller->model == CONTROLLER_MODEL_VIRTIO_SCSI;
}

const ControllerReach *
controller_reach(const Controller *controller)
{
    static const ControllerReach virtio = {0, 255, 16383};
    static const ControllerReach ahci = {0, 0, 5};
    static const ControllerReach ide = {1, 0, 1};
    static const ControllerReach floppy = {0, 0, 1};

    if (controller->type == CONTROLLER_SATA)
        return &ahci;
    if (controller->type == CONTROLLER_IDE)
        return &ide;
    if (controller->type == CONTROLLER_FDC)
        return &floppy;
    for (size_t i = 0; i < G_N_ELEMENTS(reaches); i++)
        if (reaches[i].model == controller->model)
            return &reaches[i].reach;
    return &virtio;
}
