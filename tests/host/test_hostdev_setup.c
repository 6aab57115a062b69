/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/hostdev_setup.h"

#include <unistd.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "folder.h"
#include "host_tree.h"
#include "recorded_plan.h"

/* Which file of the host each type of <hostdev> is, on a host of files; PCI is in
 * test_passthrough.c. */

#define USB(source) "<hostdev mode='subsystem' type='usb'><source>" source "</source></hostdev>"
#define IDS(product) "<vendor id='0x1234'/><product id='" product "'/>"
#define MDEV(uuid)                                                                                 \
    "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='" uuid          \
    "'/></source></hostdev>"
#define LUN(unit)                                                                                  \
    "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host2'/><address bus='0' "  \
    "target='1' unit='" unit "'/></source></hostdev>"
#define UUID "00000000-0000-4000-8000-000000000002"
#define NO_UUID "00000000-0000-4000-8000-000000000003"

static const struct {
    const char *name, *device;
    const char *other; /* nullable: another guest has that one */
    const char *node;  /* nullable: it is refused */
    int code;
    const char *message;
} cases[] = {
    {"usb-ids", USB(IDS("0xbeef")), NULL, "/dev/bus/usb/003/007", 0, NULL},
    {"usb-address", USB("<address bus='3' device='4'/>"), NULL, "/dev/bus/usb/003/004", 0, NULL},
    {"usb-absent", USB(IDS("0x0001")), NULL, NULL, VIR_ERR_INTERNAL_ERROR,
     "Did not find USB device usb 0x1234:0x0001: 'lsusb' shows those that the host has"},
    {"usb-two", USB(IDS("0xcafe")), NULL, NULL, VIR_ERR_OPERATION_FAILED,
     "Multiple USB devices for usb 0x1234:0xcafe, use <address> to specify one"},
    {"usb-in-use", USB(IDS("0xbeef")), "003:007", NULL, VIR_ERR_OPERATION_INVALID,
     "USB device 003:007 is in use by driver QEMU, domain other"},
    {"mdev", MDEV(UUID), NULL, "/dev/vfio/9", 0, NULL},
    {"mdev-absent", MDEV(NO_UUID), NULL, NULL, VIR_ERR_CONFIG_UNSUPPORTED, NULL},
    {"mdev-in-use", MDEV(UUID), UUID, NULL, VIR_ERR_OPERATION_INVALID,
     "mediated device " UUID " is in use by driver QEMU, domain other"},
    {"scsi", LUN("0"), NULL, "/dev/sg5", 0, NULL},
    {"scsi-in-use", LUN("0"), "scsi_host2:0:1:0", NULL, VIR_ERR_OPERATION_INVALID,
     "SCSI device scsi_host2:0:1:0 is in use by driver QEMU, domain other"},
};

static void
add_usb(const char *root, const char *name, const char *product, const char *device)
{
    const struct {
        const char *file, *text;
    } files[] = {
        {"idVendor", "1234\n"}, {"idProduct", product}, {"busnum", "3\n"}, {"devnum", device}};

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_strdup_printf("bus/usb/devices/%s/%s", name, files[i].file);

        host_tree_write(root, path, files[i].text);
    }
}

static void
make_host(const char *root)
{
    g_autofree char *group = g_build_filename(root, "bus/mdev/devices", UUID, "iommu_group", NULL);

    add_usb(root, "3-1", "beef\n", "7\n");
    add_usb(root, "3-2", "cafe\n", "4\n");
    add_usb(root, "3-3", "cafe\n", "5\n");
    host_tree_write(root, "bus/usb/devices/3-1:1.0/bInterfaceClass", "03\n");
    host_tree_write(root, "bus/mdev/devices/" UUID "/mdev_type/name", "");
    g_assert_cmpint(symlink("../../../kernel/iommu_groups/9", group), ==, 0);
    host_tree_write(root, "bus/scsi/devices/2:0:1:0/scsi_generic/sg5/dev", "");
}

static Hostdev *
first_hostdev(const Domain *domain)
{
    DOMAIN_EACH(Hostdev, hostdev, domain, &hostdev_kind)
        return hostdev;
    g_assert_not_reached();
}

static void
check_node(const ImageFiles *files, const char *path)
{
    g_assert_nonnull(files);
    g_assert_cmpuint(files->all->len, ==, 1);
    g_assert_cmpstr(((const ImageFile *)g_ptr_array_index(files->all, 0))->path, ==, path);
}

static void
test_case(gconstpointer row)
{
    static const UndoMethod no_methods[N_UNDO_KINDS];
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    const DriverConfig config = {.is_system = true, .sysfs = root};
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='GiB'>1</memory>", cases[i].device, "", report);
    g_autoptr(HostDevices) devices = host_devices_new();
    g_autoptr(UndoList) undo = undo_list_new(no_methods, NULL);
    g_autoptr(GArray) descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    const Passthrough passthrough = {
        .config = &config, .devices = devices, .guest = plan->domain, .undo = undo};
    g_autoptr(ImageFiles) files = NULL;
    g_autoptr(GError) error = NULL;

    make_host(root);
    if (cases[i].other != NULL)
        host_devices_restore(devices, cases[i].other, "other");
    files = hostdev_setup(&passthrough, first_hostdev(plan->domain), descriptors, &error);
    if (cases[i].node != NULL) {
        g_assert_no_error(error);
        check_node(files, cases[i].node);
        g_assert_cmpuint(undo_n_steps(undo), ==, 1);
    } else {
        g_assert_null(files);
        g_assert_cmpint(error_code(error), ==, cases[i].code);
        if (cases[i].message != NULL)
            g_assert_cmpstr(error->message, ==, cases[i].message);
    }
    folder_remove(root);
}

/* QEMU gets the device that was found, not the next one with its ids. */
static void
test_usb_address(void)
{
    static const UndoMethod no_methods[N_UNDO_KINDS];
    char *root = folder_new();
    const DriverConfig config = {.is_system = true, .sysfs = root};
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='GiB'>1</memory>", USB(IDS("0xbeef")), "", report);
    g_autoptr(HostDevices) devices = host_devices_new();
    g_autoptr(UndoList) undo = undo_list_new(no_methods, NULL);
    const Passthrough passthrough = {
        .config = &config, .devices = devices, .guest = plan->domain, .undo = undo};
    Hostdev *hostdev = first_hostdev(plan->domain);
    g_autoptr(JsonObject) part = json_object_new();
    g_autoptr(ImageFiles) files = NULL;

    make_host(root);
    files = hostdev_setup(&passthrough, hostdev, NULL, NULL);
    g_assert_nonnull(files);
    hostdev_source_write(&hostdev->source, HOSTDEV_USB, part);
    g_assert_cmpstr(json_object_get_string_member(part, "hostdevice"), ==, "/dev/bus/usb/003/007");
    g_assert_false(json_object_has_member(part, "vendorid"));
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/hostdev_setup/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    g_test_add_func("/hostdev_setup/usb-address-for-qemu", test_usb_address);
    return g_test_run();
}
