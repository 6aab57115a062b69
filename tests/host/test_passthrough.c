/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/passthrough.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "folder.h"
#include "host/pci_device.h"
#include "host/pci_use.h"
#include "host_tree.h"
#include "recorded_plan.h"

/*
 * What is said about devices that cannot be passed through, on hosts of files.  That drivers really
 * change is seen on a host with VFIO, by suite `power`.
 */

#define CARD HOST_TREE_CARD
#define BROTHER "0002:01:00.1"
#define PCI(managed, function)                                                                     \
    "<hostdev mode='subsystem' type='pci' managed='" managed "'><source><address domain='2' "      \
    "bus='1' slot='0' function='" function "'/></source></hostdev>"

static const UndoMethod no_methods[N_UNDO_KINDS];

/* ---- hosts */

static void
make_with_brother(const char *root)
{
    host_tree_bound(root);
    host_tree_pci(root, BROTHER, "e1000e", "3");
}

/* ---- what is said */

static const struct {
    const char *name;
    void (*make)(const char *root);
    bool is_system;
    const char *devices;
    const char *other; /* nullable: another guest has that device */
    int code;          /* 0: it is passed through */
    const char *message;
} cases[] = {
    {"absent", host_tree_without_card, true, PCI("yes", "0"), NULL, VIR_ERR_OPERATION_INVALID,
     "Device " CARD " not found: the host has no such PCI device"},
    {"without-group", host_tree_without_group, true, PCI("yes", "0"), NULL,
     VIR_ERR_CONFIG_UNSUPPORTED,
     "host device '" CARD "' has no IOMMU group: VFIO gives out groups alone, and the host makes "
     "them with its IOMMU switched on"},
    {"bound", host_tree_bound, true, PCI("no", "0"), NULL, 0, NULL},
    {"managed-and-bound", host_tree_bound, false, PCI("yes", "0"), NULL, 0, NULL},
    {"unbound", host_tree_unbound, true, PCI("no", "0"), NULL, VIR_ERR_OPERATION_INVALID,
     "Unmanaged PCI device " CARD " must be manually detached from the host"},
    {"session", host_tree_unbound, false, PCI("yes", "0"), NULL, VIR_ERR_CONFIG_UNSUPPORTED,
     "managed='yes' of host device '" CARD "': a session's daemon may not take devices from the "
     "host's drivers; use pseries:///system, or bind the device to vfio-pci beforehand"},
    {"active", host_tree_active, true, PCI("yes", "0"), NULL, VIR_ERR_OPERATION_INVALID,
     "PCI device " CARD " is in use by the host, whose network interface 'lo' has an address: take "
     "that away first"},
    {"of-another-guest", host_tree_bound, true, PCI("yes", "0"), CARD, VIR_ERR_OPERATION_INVALID,
     "PCI device " CARD " is in use by driver QEMU, domain other"},
    {"group-of-another-guest", make_with_brother, true, PCI("yes", "0"), BROTHER,
     VIR_ERR_OPERATION_INVALID, "PCI device " BROTHER " is in use by driver QEMU, domain other"},
    {"group-of-the-host", make_with_brother, true, PCI("yes", "0"), NULL,
     VIR_ERR_CONFIG_UNSUPPORTED,
     "host device '" CARD "' cannot be passed through: device '" BROTHER "' of the same IOMMU "
     "group 3 belongs to the host's driver 'e1000e'; pass it through as well, or detach it from "
     "the host"},
    {"whole-group", make_with_brother, true, PCI("yes", "0") PCI("yes", "1"), NULL, 0, NULL},
};

static const HostPciAddress *
first_pci(const Domain *domain)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->kind->host_pci != NULL && device->kind->host_pci(device) != NULL)
            return device->kind->host_pci(device);
    g_assert_not_reached();
}

static void
check_prepared(const ImageFiles *files, HostDevices *devices, const UndoList *undo)
{
    g_autofree char *holder = host_devices_guest(devices, CARD);
    const ImageFile *node = g_ptr_array_index(files->all, files->all->len - 1);
    const UndoStep *step = undo_step(undo, 0);
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(holder, ==, "guest");
    g_assert_cmpstr(node->path, ==, "/dev/vfio/3");
    g_assert_cmpuint(undo_n_steps(undo), ==, 1);
    g_assert_cmpint((int)step->kind, ==, UNDO_HOST_DEVICE);
    g_assert_true(passthrough_give_back(devices, "/nowhere", step, &error));
    g_assert_no_error(error);
    g_assert_null(host_devices_guest(devices, CARD));
}

/* A check says what the start would say, and changes nothing. */
static void
check_checked(const Passthrough *passthrough, const PassthroughPci *pci, size_t i)
{
    g_autofree char *before = host_devices_guest(passthrough->devices, CARD);
    g_autofree char *after = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(passthrough_check_pci(passthrough, pci, &error), ==, cases[i].code == 0);
    if (cases[i].code != 0) {
        g_assert_cmpint(error_code(error), ==, cases[i].code);
        g_assert_cmpstr(error->message, ==, cases[i].message);
    }
    after = host_devices_guest(passthrough->devices, CARD);
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpuint(undo_n_steps(passthrough->undo), ==, 0);
}

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    const DriverConfig config = {.is_system = cases[i].is_system, .sysfs = root};
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='GiB'>1</memory>", cases[i].devices, "", report);
    g_autoptr(HostDevices) devices = host_devices_new();
    g_autoptr(UndoList) undo = undo_list_new(no_methods, NULL);
    const Passthrough passthrough = {
        .config = &config, .devices = devices, .guest = plan->domain, .undo = undo};
    const PassthroughPci pci = {first_pci(plan->domain),
                                strstr(cases[i].devices, "managed='yes'") != NULL, NULL};
    g_autoptr(ImageFiles) files = NULL;
    g_autoptr(GError) error = NULL;

    cases[i].make(root);
    if (cases[i].other != NULL)
        host_devices_restore(devices, cases[i].other, "other");
    check_checked(&passthrough, &pci, i);
    files = passthrough_prepare_pci(&passthrough, &pci, &error);
    if (cases[i].code == 0) {
        g_assert_no_error(error);
        check_prepared(files, devices, undo);
    } else {
        g_assert_null(files);
        g_assert_cmpint(error_code(error), ==, cases[i].code);
        g_assert_cmpstr(error->message, ==, cases[i].message);
    }
    folder_remove(root);
}

/* ---- what the host does with a disk */

#define MOUNT(number, source) "22 1 " number " / /srv rw,relatime shared:1 - ext4 " source " rw\n"

static const struct {
    const char *name, *mounts, *swaps, *wanted; /* wanted: nullable */
} uses[] = {
    {"nothing", MOUNT("8:1", "/dev/none"), "Filename Type\n", NULL},
    {"disk", MOUNT("259:0", "/dev/none"), "",
     "whose file system '/srv' is on it: unmount that first"},
    {"partition", MOUNT("259:1", "none"), "",
     "whose file system '/srv' is on it: unmount that first"},
    {"mapped", MOUNT("253:0", "none"), "", "whose file system '/srv' is on it: unmount that first"},
    {"circle", MOUNT("253:1", "none"), "", NULL},
    {"cut-short", "22 1 259:0 / /srv rw\n22 1 259:0\n\n", "", NULL},
    {"swap-elsewhere", "", "/dev/none partition 1 0 -2\n", NULL},
};

static void
make_disk(const char *root)
{
    static const char disk[] = "sys/devices/pci0002:00/" CARD "/nvme/nvme0/nvme0n1";
    g_autofree char *sysfs = g_build_filename(root, "sys", NULL);
    g_autofree char *part = g_strdup_printf("%s/nvme0n1p1/dev", disk);

    host_tree_pci(sysfs, CARD, "nvme", "3");
    host_tree_write(root, part, "259:1\n");
    host_tree_link(sysfs, "dev/block/259:0",
                   "../../devices/pci0002:00/" CARD "/nvme/nvme0/nvme0n1");
    host_tree_link(sysfs, "dev/block/259:1",
                   "../../devices/pci0002:00/" CARD "/nvme/nvme0/nvme0n1/nvme0n1p1");
    host_tree_link(sysfs, "devices/virtual/block/dm-0/slaves/nvme0n1p1",
                   "../../../../pci0002:00/" CARD "/nvme/nvme0/nvme0n1/nvme0n1p1");
    host_tree_link(sysfs, "dev/block/253:0", "../../devices/virtual/block/dm-0");
    host_tree_link(sysfs, "devices/virtual/block/dm-1/slaves/dm-1", "../../dm-1");
    host_tree_link(sysfs, "dev/block/253:1", "../../devices/virtual/block/dm-1");
}

static void
test_use(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    g_autofree char *sysfs = g_build_filename(root, "sys", NULL);
    g_autofree char *procfs = g_build_filename(root, "proc", NULL);
    g_autofree char *wanted =
        g_strdup_printf("PCI device " CARD " is in use by the host, %s", uses[i].wanted);
    g_autoptr(GError) error = NULL;

    make_disk(root);
    host_tree_write(root, "proc/self/mountinfo", uses[i].mounts);
    host_tree_write(root, "proc/swaps", uses[i].swaps);
    g_assert_true(pci_use_check(sysfs, procfs, CARD, &error) == (uses[i].wanted == NULL));
    if (uses[i].wanted != NULL)
        g_assert_cmpstr(error->message, ==, wanted);
    folder_remove(root);
}

/* ---- the account */

static void
test_account(void)
{
    g_autoptr(HostDevices) devices = host_devices_new();
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(members, (gpointer)CARD);
    g_ptr_array_add(members, (gpointer)BROTHER);
    g_assert_true(host_devices_claim(devices, &(HostDeviceName){HOST_DEVICE_PCI, CARD}, members,
                                     "a", &error));
    g_assert_true(host_devices_claim(devices, &(HostDeviceName){HOST_DEVICE_PCI, CARD}, members,
                                     "a", &error));
    g_assert_false(host_devices_claim(devices, &(HostDeviceName){HOST_DEVICE_PCI, BROTHER}, members,
                                      "b", &error));
    g_assert_cmpstr(error->message, ==, "PCI device " CARD " is in use by driver QEMU, domain a");
    g_clear_error(&error);
    host_devices_release(devices, CARD);
    g_assert_false(
        host_devices_claim(devices, &(HostDeviceName){HOST_DEVICE_PCI, CARD}, members, "b", NULL));
    host_devices_release(devices, CARD);
    host_devices_release(devices, CARD);
    g_assert_true(host_devices_claim(devices, &(HostDeviceName){HOST_DEVICE_PCI, BROTHER}, members,
                                     "b", &error));
    g_assert_no_error(error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/passthrough/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        g_autofree char *path = g_strconcat("/passthrough/use/", uses[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_use);
    }
    g_test_add_func("/passthrough/account", test_account);
    return g_test_run();
}
