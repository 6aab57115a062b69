/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/memory_lock.h"
#include "recorded_plan.h"

#include <string.h>

#define ALL UINT64_MAX

#define MEMORY(gib) "<memory unit='GiB'>" gib "</memory>"
#define LOCKED "<memoryBacking><locked/></memoryBacking>"
#define LIMIT(unit, number) "<memtune><hard_limit unit='" unit "'>" number "</hard_limit></memtune>"
#define HOST_CARD(slot)                                                                            \
    "<source><address domain='0' bus='1' slot='" slot "' function='0'/></source>"
#define PCI(slot) "<hostdev mode='subsystem' type='pci'>" HOST_CARD(slot) "</hostdev>"
#define CARD                                                                                       \
    "<interface type='hostdev'><source><address type='pci' domain='0' bus='1' slot='3' "           \
    "function='0'/></source></interface>"
#define MDEV                                                                                       \
    "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address "                     \
    "uuid='00000000-0000-4000-8000-000000000002'/></source></hostdev>"
#define USB                                                                                        \
    "<hostdev mode='subsystem' type='usb'><source><address bus='1' "                               \
    "device='2'/></source></hostdev>"
#define DRIVE(slot)                                                                                \
    "type='pci' namespace='1' managed='yes'><address domain='0' bus='2' slot='" slot               \
    "' function='0'/></source>"
#define NVME(name, slot)                                                                           \
    "<disk type='nvme' device='disk'><driver name='qemu' type='raw'/><source " DRIVE(              \
        slot) "<target dev='" name "' bus='virtio'/></disk>"
#define ON_NVME                                                                                    \
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/top'/>"      \
    "<backingStore type='nvme'><format type='raw'/><source " DRIVE(                                \
        "1") "<backingStore/></backingStore><target dev='vdc' bus='virtio'/></disk>"
#define VDPA "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>"
#define PHBS                                                                                       \
    "<controller type='pci' index='1' model='pci-root'/>"                                          \
    "<controller type='pci' index='2' model='pci-root'/>"                                          \
    "<controller type='pci' index='3' model='pci-bridge'/>"

static const struct {
    const char *name;
    VirtType type;
    const char *head, *devices;
    uint64_t mib; /* ALL: unlimited */
} cases[] = {
    {"nothing", VIRT_QEMU, MEMORY("4"), "", 0},
    {"usb", VIRT_QEMU, MEMORY("4"), USB, 0},
    {"locked", VIRT_QEMU, MEMORY("4") LOCKED, "", ALL},
    {"locked-kvm", VIRT_KVM, MEMORY("4") LOCKED, PCI("1"), ALL},
    {"limit-without-a-reason", VIRT_QEMU, MEMORY("4") LIMIT("GiB", "6"), "", 0},
    {"limit-and-locked", VIRT_QEMU, MEMORY("4") LIMIT("GiB", "6") LOCKED, "", 6144},
    {"limit-that-is-none", VIRT_QEMU, MEMORY("4") LIMIT("KiB", "9007199254740991") LOCKED, "", ALL},
    {"limit-kvm", VIRT_KVM, MEMORY("4") LIMIT("MiB", "100"), PCI("1"), 100},
    {"limit-and-device", VIRT_QEMU, MEMORY("4") LIMIT("GiB", "7"), PCI("1"), 7168},

    {"kvm", VIRT_KVM, MEMORY("4"), "", 32 + 4 + 8},
    {"kvm-max-memory", VIRT_KVM,
     "<maxMemory unit='GiB' slots='4'>64</maxMemory>" MEMORY(
         "4") "<cpu><numa><cell id='0' cpus='0' memory='4' unit='GiB'/></numa></cpu>",
     "", 512 + 4 + 8},
    {"kvm-phbs", VIRT_KVM, MEMORY("4"), PHBS, 32 + 3 * 4 + 8},
    {"kvm-pci", VIRT_KVM, MEMORY("4"), PCI("1"), 44 + 4096 + 8 + 8},
    {"kvm-pci-twice", VIRT_KVM, MEMORY("4"), PCI("1") PCI("2"), 44 + 4096 + 8 + 8},
    {"kvm-pci-little-memory", VIRT_KVM, MEMORY("1"), PCI("1"), 8 + 4 + 8 + 2048},
    {"kvm-pci-phbs", VIRT_KVM, MEMORY("16"), PHBS PCI("1"), 128 + 3 * 4 + 8 + 16384 + 3 * 32 + 8},
    {"kvm-pci-phbs-little-memory", VIRT_KVM, MEMORY("4"), PHBS PCI("1"), 52 + 3 * 2048},
    {"kvm-mdev", VIRT_KVM, MEMORY("4"), MDEV, 44 + 4096 + 8 + 8},
    {"kvm-card", VIRT_KVM, MEMORY("4"), CARD, 44 + 4096 + 8 + 8},
    {"kvm-nvme", VIRT_KVM, MEMORY("4"), NVME("vda", "1"), 44 + 4096 + 8 + 8},
    {"kvm-vdpa", VIRT_KVM, MEMORY("4"), VDPA, 44},

    {"pci", VIRT_QEMU, MEMORY("4"), PCI("1"), 4096 + 1024},
    {"pci-twice", VIRT_QEMU, MEMORY("4"), PCI("1") PCI("2"), 4096 + 1024},
    {"pci-mdev-card", VIRT_QEMU, MEMORY("4"), PCI("1") MDEV CARD, 4096 + 1024},
    {"nvme", VIRT_QEMU, MEMORY("4"), NVME("vda", "1"), 4096 + 1024},
    {"nvme-twice-and-pci", VIRT_QEMU, MEMORY("4"), NVME("vda", "1") NVME("vdb", "2") PCI("1"),
     3 * 4096 + 1024},
    {"nvme-below-an-image", VIRT_QEMU, MEMORY("4"), ON_NVME, 4096 + 1024},
    {"vdpa", VIRT_QEMU, MEMORY("4"), VDPA, 4096 + 1024},
    {"vdpa-twice-and-pci", VIRT_QEMU, MEMORY("4"), VDPA VDPA PCI("1"), 3 * 4096 + 1024},
};

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan(cases[i].head, cases[i].devices, "", report);
    uint64_t wanted = cases[i].mib == ALL ? ALL : cases[i].mib << 20;

    /* The recorded QEMU had no KVM, so that such a guest would be refused. */
    plan->domain->type = cases[i].type;
    g_assert_cmpuint(memory_lock_limit(plan->domain), ==, wanted);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/memory_lock/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
