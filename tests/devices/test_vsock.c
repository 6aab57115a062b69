/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"

static const DeviceCase cases[] = {
    {"left to us", "<vsock>" AT "</vsock>", "<vsock model='virtio'><cid auto='yes'/>" AT "</vsock>",
     "device {\"driver\":\"vhost-vsock-pci\",\"id\":\"vsock0\",\"guest-cid\":3,\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n",
     NULL},
    {"stated", "<vsock model='virtio-non-transitional'><cid address='9'/>" AT "</vsock>",
     "<vsock model='virtio-non-transitional'><cid auto='no' address='9'/>" AT "</vsock>",
     "device {\"driver\":\"vhost-vsock-pci-non-transitional\",\"id\":\"vsock0\",\"guest-cid\":9,"
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"older form", "<vsock model='virtio-transitional'/>", NULL, NULL,
     "model 'virtio-transitional' of <vsock> does not exist"},
    {"neither", "<vsock><cid auto='no'/></vsock>", NULL, NULL, "<vsock> lacks the guest's <cid"},
    {"the host's", "<vsock><cid address='2'/></vsock>", NULL, NULL, "from 3 to 4294967294"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("vsock", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
