/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller.h"

/* QEMU's numbers of root ports; an xHCI has as many as requested, 4 by default. */
static const struct {
    ControllerModel model;
    unsigned n_ports;
} usb_ports[] = {
    {CONTROLLER_MODEL_QEMU_XHCI, 4},  {CONTROLLER_MODEL_NEC_XHCI, 4},
    {CONTROLLER_MODEL_PCI_OHCI, 3},   {CONTROLLER_MODEL_EHCI, 6},
    {CONTROLLER_MODEL_ICH9_EHCI1, 6}, {CONTROLLER_MODEL_PIIX3_UHCI, 2},
    {CONTROLLER_MODEL_PIIX4_UHCI, 2}, {CONTROLLER_MODEL_VT82C686B_UHCI, 2},
    {CONTROLLER_MODEL_ICH9_UHCI1, 2}, {CONTROLLER_MODEL_ICH9_UHCI2, 2},
    {CONTROLLER_MODEL_ICH9_UHCI3, 2},
};

unsigned
controller_usb_ports(const Controller *controller)
{
    if (controller->ports.is_set)
        return (unsigned)controller->ports.value;
    for (size_t i = 0; i < G_N_ELEMENTS(usb_ports); i++)
        if (usb_ports[i].model == controller->model)
            return usb_ports[i].n_ports;
    return 0;
}
