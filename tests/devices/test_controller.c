/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

/* What each case begins with, and ends with when it names no USB controller. */
#define ROOT                                                                                       \
    "<controller type='pci' index='0' model='pci-root'><model name='spapr-pci-host-bridge'/>"      \
    "<target index='0'/></controller>"
#define NO_USB "<controller type='usb' index='0' model='none'/>"
#define PCI(slot) "<address type='pci' domain='0x0000' bus='0x00' slot='" slot "' function='0x0'/>"

#define REFUSED(case_name, xml, text) {case_name, NO_USB xml, NULL, NULL, text}

static const DeviceCase cases[] = {
    {"default USB", "", ROOT "<controller type='usb' index='0' model='qemu-xhci'/>", NULL, NULL},
    {"no USB", NO_USB, ROOT NO_USB, "", NULL},
    {"PHB",
     NO_USB "<controller type='pci' index='1' model='pci-root'><target index='3'/></controller>",
     ROOT "<controller type='pci' index='1' model='pci-root'>"
          "<model name='spapr-pci-host-bridge'/><target index='3'/></controller>" NO_USB,
     "device {\"driver\":\"spapr-pci-host-bridge\",\"id\":\"pci.1\",\"index\":3}\n", NULL},
    {"PCI bridge",
     NO_USB "<controller type='pci' index='2' model='pci-bridge'>" PCI("0x02") "</controller>",
     ROOT "<controller type='pci' index='2' model='pci-bridge'><model name='pci-bridge'/>"
          "<target chassisNr='2'/>" PCI("0x02") "</controller>" NO_USB,
     "device {\"driver\":\"pci-bridge\",\"id\":\"pci.2\",\"chassis_nr\":2,\"bus\":\"pci.0\","
     "\"addr\":\"0x2\"}\n",
     NULL},
    {"lowest free index", NO_USB "<controller type='scsi' index='1'/><controller type='scsi'/>",
     ROOT NO_USB "<controller type='scsi' index='0' model='ibmvscsi'/>"
                 "<controller type='scsi' index='1' model='ibmvscsi'/>",
     NULL, NULL},
    {"sorted by index",
     NO_USB "<controller type='scsi' index='1' model='ibmvscsi'/>"
            "<controller type='scsi' index='0' model='ibmvscsi'/>",
     ROOT NO_USB "<controller type='scsi' index='0' model='ibmvscsi'/>"
                 "<controller type='scsi' index='1' model='ibmvscsi'/>",
     NULL, NULL},
    {"vscsi",
     NO_USB "<controller type='scsi' index='0'><address type='spapr-vio' reg='0x2000'/>"
            "</controller>",
     NULL, "device {\"driver\":\"spapr-vscsi\",\"id\":\"scsi0\",\"reg\":8192}\n", NULL},
    {"virtio-scsi",
     NO_USB
     "<controller type='scsi' index='0' model='virtio-scsi'><driver queues='4' "
     "cmd_per_lun='50' max_sectors='512' ioeventfd='on' iommu='on'/>" PCI("0x03") "</controller>",
     NULL,
     "device {\"driver\":\"virtio-scsi-pci\",\"id\":\"scsi0\",\"iommu_platform\":true,"
     "\"num_queues\":4,\"cmd_per_lun\":50,\"max_sectors\":512,\"ioeventfd\":true,"
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"lsilogic",
     NO_USB "<controller type='scsi' index='0' model='lsilogic'>" PCI("0x03") "</controller>", NULL,
     "device {\"driver\":\"lsi\",\"id\":\"scsi0\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n", NULL},
    {"forms of virtio",
     NO_USB "<controller type='scsi' index='0' model='virtio-transitional'>" PCI(
         "0x03") "</controller>"
                 "<controller type='virtio-serial' index='0' model='virtio-non-transitional' "
                 "ports='16' vectors='4'>" PCI("0x04") "</controller>",
     NULL,
     "device {\"driver\":\"virtio-scsi-pci-transitional\",\"id\":\"scsi0\",\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n"
     "device {\"driver\":\"virtio-serial-pci-non-transitional\",\"id\":\"virtio-serial0\","
     "\"max_ports\":16,\"vectors\":4,\"bus\":\"pci.0\",\"addr\":\"0x4\"}\n",
     NULL},
    {"xHCI with ports",
     "<controller type='usb' index='0' model='nec-xhci' ports='8'>" PCI(
         "0x03") "</controller>"
                 "<controller type='usb' index='1' model='piix3-uhci'>" PCI("0x04") "</controller>",
     NULL,
     "device {\"driver\":\"nec-usb-xhci\",\"id\":\"usb\",\"p2\":8,\"p3\":8,\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n"
     "device {\"driver\":\"piix3-usb-uhci\",\"id\":\"usb1\",\"bus\":\"pci.0\",\"addr\":\"0x4\"}\n",
     NULL},
    {"EHCI and its companion",
     "<controller type='usb' index='0' model='ich9-ehci1'>" PCI(
         "0x03") "</controller>"
                 "<controller type='usb' index='0' model='ich9-uhci1'><master startport='2'/>" PCI(
                     "0x04") "</controller>",
     NULL,
     "device {\"driver\":\"ich9-usb-ehci1\",\"id\":\"usb\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n"
     "device {\"driver\":\"ich9-usb-uhci1\",\"masterbus\":\"usb.0\",\"firstport\":2,"
     "\"bus\":\"pci.0\",\"addr\":\"0x4\"}\n",
     NULL},

    REFUSED("IDE", "<controller type='ide' index='0' model='piix3'/>",
            "piix3 controllers are not supported with this machine type"),
    REFUSED("floppy", "<controller type='fdc' index='0'/>",
            "fdc controllers are not supported with this machine type: it has no floppy drives"),
    REFUSED("express root as the first", "<controller type='pci' index='0' model='pcie-root'/>",
            "must be model='pci-root' for this machine type, but model='pcie-root'"),
    REFUSED("express expander", "<controller type='pci' index='1' model='pcie-expander-bus'/>",
            "pcie-expander-bus controllers are not supported with this machine type: its buses"),
    REFUSED("model of another type", "<controller type='scsi' index='0' model='qemu-xhci'/>",
            "a controller of type 'scsi' cannot have model 'qemu-xhci'"),
    REFUSED("adapter that QEMU lacks", "<controller type='scsi' index='0' model='buslogic'/>",
            "buslogic controllers are not supported"),
    REFUSED("index twice",
            "<controller type='pci' index='1' model='pci-bridge'/>"
            "<controller type='pci' index='1' model='pci-bridge'/>",
            "Multiple 'pci' controllers with index '1'"),
    REFUSED("USB and none", "<controller type='usb' index='1'/>",
            "model 'none' says that the guest has no USB"),
    REFUSED("address of a PHB",
            "<controller type='pci' index='1' model='pci-root'>" PCI("0x03") "</controller>",
            "pci-root and pcie-root controllers should not have an address"),
    REFUSED("target index 0",
            "<controller type='pci' index='1' model='pci-root'><target index='0'/></controller>",
            "Only the PCI controller with index 0 can have target index 0"),
    REFUSED("node that is not there",
            "<controller type='pci' index='1' model='pci-root'><target><node>1</node></target>"
            "</controller>",
            "NUMA node (1) not present"),
    REFUSED("name of another model",
            "<controller type='pci' index='1' model='pci-bridge'><model "
            "name='spapr-pci-host-bridge'/></controller>",
            "it is 'pci-bridge'"),
    REFUSED("chassis of a PHB",
            "<controller type='pci' index='1' model='pci-root'><target chassisNr='4'/>"
            "</controller>",
            "'<target chassisNr>' is only supported by pci-bridge controllers"),
    REFUSED("queues of vscsi",
            "<controller type='scsi' index='0'><driver queues='2'/></controller>",
            "'queues' is only supported by virtio-scsi controllers"),
    REFUSED("ports of SCSI", "<controller type='scsi' index='0' ports='2'/>",
            "'ports' is only supported by usb and virtio-serial controllers"),
    REFUSED("unknown thread",
            "<controller type='scsi' index='0' model='virtio-scsi'><driver iothread='1'/>"
            "</controller>",
            "controller iothread '1' is not defined"),
    {"too many ports", "<controller type='usb' index='0' model='qemu-xhci' ports='16'/>", NULL,
     NULL, "'qemu-xhci' controller only supports up to '15' ports"},
    {"ports of UHCI", "<controller type='usb' index='0' model='piix3-uhci' ports='2'/>", NULL, NULL,
     "usb controller type 'piix3-uhci' doesn't support 'ports'"},
    {"master of xHCI",
     "<controller type='usb' index='0' model='qemu-xhci'><master startport='0'/></controller>",
     NULL, NULL, "<master> belongs to the models"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("controller", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
