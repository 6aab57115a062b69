/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"

static const DeviceCase cases[] = {
    {"default file", "<rng model='virtio'><backend model='random'/></rng>",
     "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>", NULL, NULL},
    {"file and rate",
     "<rng model='virtio'><rate bytes='1024'/><backend model='random'>/dev/hwrng</backend>" AT
     "</rng>",
     NULL,
     "object {\"qom-type\":\"rng-random\",\"id\":\"objrng0\",\"filename\":\"/dev/hwrng\"}\n"
     "device {\"driver\":\"virtio-rng-pci\",\"id\":\"rng0\",\"rng\":\"objrng0\",\"max-bytes\":1024,"
     "\"period\":1000,\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"builtin, options",
     "<rng model='virtio-non-transitional'><rate bytes='9' period='20'/><backend model='builtin'/>"
     "<driver packed='on'/>" AT "</rng>",
     NULL,
     "object {\"qom-type\":\"rng-builtin\",\"id\":\"objrng0\"}\n"
     "device {\"driver\":\"virtio-rng-pci-non-transitional\",\"id\":\"rng0\",\"packed\":true,"
     "\"rng\":\"objrng0\",\"max-bytes\":9,\"period\":20,\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"egd",
     "<rng model='virtio'><backend model='egd' type='unix'><source mode='connect' path='/e'/>"
     "</backend>" AT "</rng>",
     NULL,
     "chardev {\"backend\":\"socket\",\"id\":\"charrng0\",\"path\":\"/e\"}\n"
     "object {\"qom-type\":\"rng-egd\",\"id\":\"objrng0\",\"chardev\":\"charrng0\"}\n"
     "device {\"driver\":\"virtio-rng-pci\",\"id\":\"rng0\",\"rng\":\"objrng0\",\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n",
     NULL},
    {"egd of nowhere", "<rng model='virtio'><backend model='egd' type='tcp'/></rng>", NULL, NULL,
     "<rng> of type 'tcp' lacks its <source>"},
    {"egd of nowhere in particular",
     "<rng model='virtio'><backend model='egd' type='unix'><source mode='connect' host='a' "
     "service='1'/></backend></rng>",
     NULL, NULL, "'host' does not belong in the <source> of a device of type 'unix'"},
    {"no backend", "<rng model='virtio'/>", NULL, NULL, "<rng> lacks its <backend"},
    {"relative path", "<rng model='virtio'><backend model='random'>x</backend></rng>", NULL, NULL,
     "'x' in <backend> of <rng> is not an absolute path"},
    {"path of builtin", "<rng model='virtio'><backend model='builtin'>/x</backend></rng>", NULL,
     NULL, "'/x' does not belong in <backend model='builtin'>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("rng", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
