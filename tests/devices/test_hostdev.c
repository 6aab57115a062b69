/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
#define SOURCE "<source><address domain='0x0001' bus='0x01' slot='0x00' function='0x1'/></source>"

static const DeviceCase cases[] = {
    {"defaults",
     "<hostdev type='pci'><source><address bus='1' slot='0' function='1'/></source></hostdev>",
     "<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0x0000' "
     "bus='0x01' slot='0x00' function='0x1'/></source></hostdev>",
     NULL, NULL},
    {"vfio",
     "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/>" SOURCE
     "<rom bar='on' file='/x'/>" AT "</hostdev>",
     "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/>" SOURCE
     "<rom bar='on' file='/x'/>" AT "</hostdev>",
     "device "
     "{\"driver\":\"vfio-pci\",\"id\":\"hostdev0\",\"host\":\"0001:01:00.1\",\"bus\":\"pci.0\","
     "\"addr\":\"0x3\",\"rombar\":1,\"romfile\":\"/x\"}\n",
     NULL},
    {"usb by address",
     "<hostdev type='usb'><source><address bus='14' device='6'/></source></hostdev>",
     "<hostdev mode='subsystem' type='usb' managed='no'><source><address bus='14' device='6'/>"
     "</source></hostdev>",
     NULL, NULL},
    {"container's type", "<hostdev mode='subsystem' type='misc'/>", NULL, NULL,
     "<hostdev mode='subsystem' type='misc'> is for containers"},
    {"scsi without a source", "<hostdev mode='subsystem' type='scsi'/>", NULL, NULL,
     "<hostdev> of type 'scsi' lacks its <source> with the host's device: <adapter"},
    {"scsi adapter of another name",
     "<hostdev type='scsi'><source><adapter name='host2'/><address bus='0' target='0' unit='0'/>"
     "</source></hostdev>",
     NULL, NULL, "lacks its <source> with the host's device: <adapter name='scsi_host2'/>"},
    {"number of another kind in the source's address",
     "<hostdev type='scsi'><source><adapter name='scsi_host2'/><address bus='0' target='0' "
     "unit='0' "
     "device='3'/></source></hostdev>",
     NULL, NULL,
     "'device' does not belong in the <address> of the <source> of a <hostdev type='scsi'>"},
    {"target of a USB device",
     "<hostdev type='usb'><source><address bus='1' device='3' target='0'/></source></hostdev>",
     NULL, NULL,
     "'target' does not belong in the <address> of the <source> of a <hostdev type='usb'>"},
    {"wwpn", "<hostdev type='scsi_host'><source protocol='vhost' wwpn='naa.51'/></hostdev>", NULL,
     NULL, "a wwpn of the form"},
    {"model of another type", "<hostdev type='pci' model='virtio'>" SOURCE "</hostdev>", NULL, NULL,
     "<hostdev type='pci'> cannot have the model 'virtio'"},
    {"switch of another type", "<hostdev type='pci' rawio='yes'>" SOURCE "</hostdev>", NULL, NULL,
     "rawio does not belong in <hostdev type='pci'>"},
    {"usb by half", "<hostdev type='usb'><source><vendor id='0x1234'/></source></hostdev>", NULL,
     NULL, "lacks its <source> with the host's device: <vendor id=''/> and <product id=''/>"},
    {"mdev without a model",
     "<hostdev type='mdev'><source><address uuid='c1b1a2f4-0a3c-4a39-9d2e-0a7d1b1d7c11'/></source>"
     "</hostdev>",
     NULL, NULL, "<hostdev type='mdev'> lacks its model='vfio-pci'"},
    {"later mode", "<hostdev mode='capabilities' type='misc'/>", NULL, NULL,
     "<hostdev mode='capabilities' type='misc'> is for containers"},
    {"no source", "<hostdev type='pci'/>", NULL, NULL,
     "<hostdev> of type 'pci' lacks its <source>"},
    {"other driver", "<hostdev type='pci'><driver name='kvm'/>" SOURCE "</hostdev>", NULL, NULL,
     "driver 'kvm' of <hostdev> is not supported"},
    {"one device twice",
     "<hostdev type='pci'>" SOURCE "</hostdev><hostdev type='pci'>" SOURCE "</hostdev>", NULL, NULL,
     "host device '0001:01:00.1' already exists in this guest"},
    {"later attribute", "<hostdev type='pci'><source writeFiltering='no'/></hostdev>", NULL, NULL,
     "source/@writeFiltering' cannot be used"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("hostdev", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
