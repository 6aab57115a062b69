/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define REG "<address type='spapr-vio' reg='0x30000000'/>"

static const DeviceCase cases[] = {
    {"of a serial port",
     "<serial type='file'><source path='/x'/><target port='4'/>" REG "</serial>",
     "<console type='file'><source path='/x'/><target type='serial' port='4'/>" REG "</console>",
     "", NULL},
    {"brings its port", "<console tty='/dev/pts/1'/>",
     "<console type='pty'><target type='serial' port='0'/></console>", "", NULL},
    {"gives all to its port",
     "<console type='null'><source/><target port='2'/><alias name='ua-x'/>" REG "</console>",
     "<console type='null'><target type='serial' port='0'/><alias name='ua-x'/>" REG "</console>",
     "", NULL},
    {"shows its port's source", "<serial type='null'/><console type='pty'/>",
     "<console type='null'><target type='serial' port='0'/></console>", "", NULL},
    {"none for pci", "<serial type='pty'><target type='pci-serial'/></serial>", "", "", NULL},
    {"virtio",
     "<controller type='virtio-serial' index='0'/>"
     "<console type='null'><target type='virtio'/></console>",
     "<console type='null'><target type='virtio' port='0'/></console>",
     "chardev {\"backend\":\"null\",\"id\":\"charconsole0\"}\n"
     "device {\"driver\":\"virtconsole\",\"id\":\"console0\",\"chardev\":\"charconsole0\"}\n",
     NULL},
    {"virtio, address",
     "<controller type='virtio-serial' index='0'/>"
     "<console type='null'><target type='virtio'/><address type='virtio-serial' controller='0' "
     "bus='0' port='0'/></console>",
     NULL,
     "chardev {\"backend\":\"null\",\"id\":\"charconsole0\"}\n"
     "device "
     "{\"driver\":\"virtconsole\",\"id\":\"console0\",\"bus\":\"virtio-serial0.0\",\"nr\":0,"
     "\"chardev\":\"charconsole0\"}\n",
     NULL},
    {"numbers",
     "<controller type='virtio-serial' index='0'/>"
     "<console type='null'/><console type='null'><target type='virtio'/></console>",
     "<console type='null'><target type='serial' port='0'/></console>"
     "<console type='null'><target type='virtio' port='1'/></console>",
     "chardev {\"backend\":\"null\",\"id\":\"charconsole1\"}\n"
     "device {\"driver\":\"virtconsole\",\"id\":\"console1\",\"chardev\":\"charconsole1\"}\n",
     NULL},
    {"two of serial ports", "<console/><console/>", NULL, NULL,
     "only the first console can be a serial port"},
    {"foreign target", "<console type='pty'><target type='xen'/></console>", NULL, NULL,
     "target type 'xen' of <console> does not exist in a pseries guest"},
    {"no such bus",
     "<controller type='virtio-serial' index='0'/>"
     "<console type='pty'><target type='virtio'/><address type='virtio-serial' controller='0' "
     "bus='1' port='1'/></console>",
     NULL, NULL, "bus '1' of a virtio-serial address does not exist"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("console", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
