/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"

static const DeviceCase cases[] = {
    {"queues",
     "<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/>" AT "</crypto>",
     NULL,
     "object {\"qom-type\":\"cryptodev-backend-builtin\",\"id\":\"objcrypto0\",\"queues\":1}\n"
     "device {\"driver\":\"virtio-crypto-pci\",\"id\":\"crypto0\",\"cryptodev\":\"objcrypto0\","
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"options",
     "<crypto model='virtio' type='qemu'><backend model='builtin'/><driver packed='on'/>" AT
     "</crypto>",
     NULL,
     "object {\"qom-type\":\"cryptodev-backend-builtin\",\"id\":\"objcrypto0\"}\n"
     "device {\"driver\":\"virtio-crypto-pci\",\"id\":\"crypto0\",\"packed\":true,\"cryptodev\":"
     "\"objcrypto0\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"two queues",
     "<crypto model='virtio' type='qemu'><backend model='builtin' queues='2'/></crypto>", NULL,
     NULL, "queues='2' is not supported"},
    {"no backend", "<crypto model='virtio' type='qemu'/>", NULL, NULL,
     "<crypto> lacks its <backend"},
    {"the kernel's", "<crypto model='virtio' type='qemu'><backend model='lkcf'/></crypto>", NULL,
     NULL, "this QEMU has no device 'cryptodev-backend-lkcf', which <crypto> needs"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("crypto", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
