/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"

static const DeviceCase cases[] = {
    {"implicit", "", "<memballoon model='virtio'/>", NULL, NULL},
    {"none", "<memballoon model='none'/>", "<memballoon model='none'/>", "", NULL},
    {"options",
     "<memballoon model='virtio-transitional' autodeflate='on' freePageReporting='off'>"
     "<stats period='10'/><driver iommu='on' ats='off'/>" AT "</memballoon>",
     "<memballoon model='virtio-transitional' autodeflate='on' freePageReporting='off'>"
     "<stats period='10'/><driver iommu='on' ats='off'/>" AT "</memballoon>",
     "device {\"driver\":\"virtio-balloon-pci-transitional\",\"id\":\"balloon0\","
     "\"iommu_platform\":true,\"ats\":false,\"deflate-on-oom\":true,"
     "\"free-page-reporting\":false,\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"xen", "<memballoon model='xen'/>", NULL, NULL, "model 'xen' of <memballoon>"},
    {"two", "<memballoon model='none'/><memballoon model='none'/>", NULL, NULL,
     "only a single <memballoon>"},
    {"none at an address", "<memballoon model='none'>" AT "</memballoon>", NULL, NULL,
     "can have no <address>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("memballoon", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
