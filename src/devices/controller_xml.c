/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tables of <controller>. */
#include "devices/controller_xml.h"

#include <glib/gi18n-lib.h>

static const char *const type_names[] = {
    [CONTROLLER_PCI] = "pci",   [CONTROLLER_USB] = "usb",
    [CONTROLLER_SCSI] = "scsi", [CONTROLLER_VIRTIO_SERIAL] = "virtio-serial",
    [CONTROLLER_IDE] = "ide",   [CONTROLLER_SATA] = "sata",
    [CONTROLLER_FDC] = "fdc",   [CONTROLLER_CCID] = "ccid",
    [CONTROLLER_ISA] = "isa",   [CONTROLLER_XENBUS] = "xenbus",
    [CONTROLLER_NVME] = "nvme",
};
const NameTable controller_type_names = NAME_TABLE(type_names);

#define X(name, text) [CONTROLLER_MODEL_##name] = text,
static const char *const model_names[] = {CONTROLLER_MODEL_LIST(X)};
#undef X
const NameTable controller_model_names = NAME_TABLE(model_names);

static const XmlField pci_model_fields[] = {
    XML_ATTR("name", ControllerPciModel, name, xml_type_string, ),
    XML_END,
};
static const XmlBinding pci_model_binding = {"model", sizeof(ControllerPciModel), pci_model_fields};

static const XmlField target_fields[] = {
    XML_ATTR_ANY_BASE("index", ControllerTarget, index, 0, 255),
    XML_ATTR_ANY_BASE("chassisNr", ControllerTarget, chassis_nr, 1, 255),
    XML_ATTR_UINT("chassis", ControllerTarget, chassis, 0, 255),
    XML_ATTR("port", ControllerTarget, port, xml_type_hex, ),
    XML_ATTR_UINT("busNr", ControllerTarget, bus_nr, 1, 254),
    XML_ATTR_ON_OFF("hotplug", ControllerTarget, hotplug),
    XML_REFUSE_ATTR("memReserve",
                    N_("it is of PCI Express root ports, which a pseries guest has not")),
    XML_LEAF("node", ControllerTarget, node, xml_type_uint, .max = 127),
    XML_END,
};
const XmlBinding controller_target_binding = {"target", sizeof(ControllerTarget), target_fields};

static const XmlField driver_fields[] = {
    XML_ATTR_UINT_OR_NONE("queues", ControllerDriver, queues, 1, G_MAXUINT16),
    XML_ATTR_UINT_OR_NONE("cmd_per_lun", ControllerDriver, cmd_per_lun, 1, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("max_sectors", ControllerDriver, max_sectors, 1, G_MAXUINT32),
    XML_ATTR_ON_OFF("ioeventfd", ControllerDriver, ioeventfd),
    XML_ATTR_UINT("iothread", ControllerDriver, iothread, 1, G_MAXUINT32),
    VIRTIO_ROWS(ControllerDriver, virtio),
    XML_RARE("iothreads", ControllerDriver, iothreads, iothread_map_binding),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(ControllerDriver), driver_fields};

static const XmlField master_fields[] = {
    XML_ATTR_UINT("startport", ControllerMaster, start_port, 0, 15),
    XML_END,
};
static const XmlBinding master_binding = {"master", sizeof(ControllerMaster), master_fields};

static const XmlField controller_fields[] = {
    XML_ATTR("type", Controller, type, xml_type_enum, .argument = &controller_type_names,
             .is_required = true),
    XML_ATTR_UINT("index", Controller, index, 0, 255),
    XML_ATTR_ENUM("model", Controller, model, controller_model_names),
    XML_ATTR_UINT("ports", Controller, ports, 1, 31),
    XML_ATTR_UINT("vectors", Controller, vectors, 0, G_MAXINT32),
    XML_REFUSE_ATTR("maxGrantFrames maxEventChannels", XML_NOT_PSERIES),
    XML_RARE("driver", Controller, driver, driver_binding),
    XML_INLINE("master", Controller, master, master_binding),
    XML_INLINE("model", Controller, pci_model, pci_model_binding),
    XML_INLINE("target", Controller, target, controller_target_binding),
    XML_REFUSE_ELEMENT("pcihole64", XML_NOT_PSERIES),
    XML_REFUSE_ELEMENT("serial", N_("it is of NVMe controllers, which are not supported yet")),
    DEVICE_ROWS(Controller),
    XML_END,
};
const XmlBinding controller_binding = {"controller", sizeof(Controller), controller_fields};
