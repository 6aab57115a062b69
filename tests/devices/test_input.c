/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
#define PORT "<address type='usb' bus='0' port='1'/>"

static const DeviceCase cases[] = {
    {"default bus", "<input type='tablet'>" PORT "</input>",
     "<input type='tablet' bus='usb'>" PORT "</input>",
     "device {\"driver\":\"usb-tablet\",\"id\":\"input0\",\"bus\":\"usb.0\",\"port\":\"1\"}\n",
     NULL},
    {"virtio", "<input type='keyboard' bus='virtio'><driver ats='on'/>" AT "</input>", NULL,
     "device {\"driver\":\"virtio-keyboard-pci\",\"id\":\"input0\",\"ats\":true,\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n",
     NULL},
    {"none without a display", "", "", "", NULL},
    {"of a display", "<graphics type='vnc'/>",
     "<input type='keyboard' bus='usb'/><input type='mouse' bus='usb'/>", NULL, NULL},
    {"display, tablet there", "<input type='tablet' bus='usb'/><graphics type='vnc'/>",
     "<input type='tablet' bus='usb'/><input type='keyboard' bus='usb'/>", NULL, NULL},
    {"display, virtio is another", "<input type='keyboard' bus='virtio'/><graphics type='vnc'/>",
     "<input type='keyboard' bus='virtio'/><input type='keyboard' bus='usb'/>"
     "<input type='mouse' bus='usb'/>",
     NULL, NULL},
    {"display without USB", "<controller type='usb' index='0' model='none'/><graphics type='vnc'/>",
     "", "", NULL},
    {"ps2 is kept and not given", "<input type='mouse' bus='ps2'/>",
     "<input type='mouse' bus='ps2'/>", "", NULL},
    {"usb disabled",
     "<controller type='usb' index='0' model='none'/><input type='mouse' bus='usb'/>", NULL, NULL,
     "<input> needs USB"},
    {"evdev", "<input type='evdev'/>", NULL, NULL,
     "<input type='evdev'> lacks the host's <source dev=''/>"},
    {"xen", "<input type='mouse' bus='xen'/>", NULL, NULL, "bus 'xen' of <input> does not exist"},
    {"model of usb", "<input type='mouse' bus='usb' model='virtio'/>", NULL, NULL,
     "belong only in an <input> of bus 'virtio'"},
    {"transitional", "<input type='mouse' bus='virtio' model='virtio-transitional'/>", NULL, NULL,
     "QEMU has only model 'virtio'"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("input", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
