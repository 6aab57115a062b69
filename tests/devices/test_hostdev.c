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
    {"later type", "<hostdev mode='subsystem' type='usb'/>", NULL, NULL,
     "<hostdev mode='subsystem' type='usb'> is not supported yet"},
    {"later mode", "<hostdev mode='capabilities' type='misc'/>", NULL, NULL,
     "<hostdev mode='capabilities' type='misc'> is not supported yet"},
    {"no source", "<hostdev type='pci'/>", NULL, NULL, "<hostdev> lacks its <source>"},
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
