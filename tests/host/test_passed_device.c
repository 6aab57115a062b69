/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/passed_device.h"

#include "address/iommu.h"
#include "domain/domain_walk.h"
#include "recorded_plan.h"

/* Which PCI devices of the host a guest's devices are made of. */

#define AT(bus) "<address domain='2' bus='" bus "' slot='0' function='0'/>"
#define NVME(bus, managed)                                                                         \
    "<source type='pci' managed='" managed "' namespace='1'>" AT(bus) "</source>"
#define DISK(source)                                                                               \
    "<disk type='nvme'><driver name='qemu' type='raw'/>" source                                    \
    "<target dev='vda' bus='virtio'/></disk>"

/* @wanted: name, and '+' for a managed one. */
static const struct {
    const char *name, *devices, *wanted;
} cases[] = {
    {"none",
     "<disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/></disk>"
     "<interface type='user'/>"
     "<hostdev mode='subsystem' type='usb'><source><vendor id='1'/><product id='2'/></source>"
     "</hostdev>",
     ""},
    {"hostdev",
     "<hostdev mode='subsystem' type='pci' managed='yes'><source>" AT("1") "</source></hostdev>",
     "0002:01:00.0+ "},
    {"unmanaged", "<hostdev mode='subsystem' type='pci'><source>" AT("1") "</source></hostdev>",
     "0002:01:00.0 "},
    {"nic",
     "<interface type='hostdev' managed='yes'><source><address type='pci' domain='2' bus='1' "
     "slot='0' function='0'/></source></interface>",
     "0002:01:00.0+ "},
    {"drive", DISK(NVME("1", "yes")), "0002:01:00.0+ "},
    {"drive-below-an-image",
     "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/a'/><backingStore "
     "type='nvme'><format type='raw'/>" NVME("3", "no") "<backingStore/></backingStore><target "
                                                        "dev='vda' bus='virtio'/></disk>",
     "0002:03:00.0 "},
    {"drive-below-a-drive",
     "<disk type='nvme'><driver name='qemu' type='qcow2'/>" NVME(
         "1", "yes") "<backingStore "
                     "type='nvme'><format type='raw'/>" NVME(
                         "3", "no") "<backingStore/></backingStore><target "
                                    "dev='vda' bus='virtio'/></disk>",
     "0002:01:00.0+ 0002:03:00.0 "},
};

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='GiB'>1</memory>", cases[i].devices, "", report);
    g_autoptr(GString) found = g_string_new(NULL);

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        g_autoptr(GArray) pcis = passed_device_pcis(device);

        for (guint at = 0; at < pcis->len; at++) {
            const PassthroughPci *pci = &g_array_index(pcis, PassthroughPci, at);
            g_autofree char *name = host_pci_name(pci->at);

            g_string_append_printf(found, "%s%s ", name, pci->is_managed ? "+" : "");
        }
    }
    g_assert_cmpstr(found->str, ==, cases[i].wanted);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/passed_device/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
