/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which device a document of one device means, and what is there already. */
#include <glib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_change.h"
#include "devices/device_kinds.h"
#include "devices/device_match.h"
#include "domain/domain_walk.h"

/* A guest whose devices are known by their aliases. */
static const char guest[] =
    "<domain type='qemu'><name>x</name><memory>8</memory><currentMemory>8</currentMemory><devices>"
    "<disk type='file'><source file='/a'/><target dev='vda' bus='virtio'/><alias name='ua-vda'/>"
    "<address type='pci' bus='0' slot='5'/></disk>"
    "<disk type='file'><target dev='sda' bus='scsi'/><alias name='ua-sda'/>"
    "<address type='drive' controller='0' bus='0' target='0' unit='0'/></disk>"
    "<controller type='scsi' index='1'><alias name='ua-scsi'/></controller>"
    "<interface type='user'><mac address='52:54:00:00:00:01'/><alias name='ua-nic1'/>"
    "<address type='pci' domain='0' bus='0' slot='1' function='0'/></interface>"
    "<interface type='user'><mac address='52:54:00:00:00:02'/><alias name='ua-nic2'/></interface>"
    "<interface type='user'><mac address='52:54:00:00:00:02'/><alias name='ua-nic3'/></interface>"
    "<channel type='unix'><target type='virtio' name='a'/><alias name='ua-chan'/></channel>"
    "<input type='tablet' bus='virtio'><alias name='ua-in'/>"
    "<address type='pci' domain='0' bus='0' slot='9' function='0'/></input>"
    "<graphics type='vnc'/>"
    "<watchdog model='i6300esb' action='reset'><alias name='ua-dog'/></watchdog>"
    "</devices></domain>";

typedef struct {
    const char *name;
    const char *wanted;
    DeviceEdit edit;
    const char *found; /* its alias, or the text of the error; NULL: it may be attached */
    int code;          /* 0: it succeeds */
} MatchCase;

#define NIC(mac, more)                                                                             \
    "<interface type='user'><mac address='52:54:00:00:00:" mac "'/>" more "</interface>"

/* clang-format off */
static const MatchCase cases[] = {
    {"disk", "<disk><source file='/b'/><target dev='vda'/></disk>", DEVICE_DETACH, "ua-vda", 0},
    {"disk-absent", "<disk><target dev='vdz'/></disk>", DEVICE_DETACH, "no target device vdz", VIR_ERR_DEVICE_MISSING},
    {"disk-absent-update", "<disk><target dev='vdz'/></disk>", DEVICE_UPDATE, "target vdz doesn't exist.", VIR_ERR_INVALID_ARG},
    {"disk-taken", "<disk><target dev='vda'/></disk>", DEVICE_ATTACH, "target vda already exists", VIR_ERR_OPERATION_INVALID},
    {"disk-address-taken", "<disk><target dev='sdb'/><address type='drive' controller='0' bus='0' target='0' unit='0'/></disk>",
     DEVICE_ATTACH, "Domain already contains a disk with that address", VIR_ERR_OPERATION_INVALID},
    {"disk-new", "<disk><target dev='vdb'/></disk>", DEVICE_ATTACH, NULL, 0},
    {"controller", "<controller type='scsi' index='1'/>", DEVICE_DETACH, "ua-scsi", 0},
    {"controller-other-type", "<controller type='usb' index='1'/>", DEVICE_DETACH, "device not present", VIR_ERR_DEVICE_MISSING},
    {"controller-any", "<controller type='scsi'/>", DEVICE_ATTACH, NULL, 0},
    {"controller-taken", "<controller type='scsi' index='1'/>", DEVICE_ATTACH, "controller index='1' already exists", VIR_ERR_OPERATION_INVALID},
    {"nic", NIC("01", ""), DEVICE_DETACH, "ua-nic1", 0},
    {"nic-at", NIC("01", "<address type='pci' domain='0' bus='0' slot='2' function='0'/>"), DEVICE_DETACH,
     "at address '0000:00:02.0' matching MAC address '52:54:00:00:00:01'", VIR_ERR_DEVICE_MISSING},
    {"nic-twice", NIC("02", ""), DEVICE_UPDATE, "multiple devices matching MAC address", VIR_ERR_OPERATION_FAILED},
    {"nic-by-alias", NIC("02", "<alias name='ua-nic3'/>"), DEVICE_UPDATE, "ua-nic3", 0},
    {"nic-any", "<interface type='user'/>", DEVICE_DETACH, "multiple matching devices found", VIR_ERR_OPERATION_FAILED},
    {"nic-of-known-mac", NIC("01", ""), DEVICE_ATTACH, NULL, 0},
    {"channel", "<channel type='unix'><target type='virtio' name='a'/></channel>", DEVICE_DETACH, "ua-chan", 0},
    {"channel-other-source", "<channel type='pty'><target type='virtio' name='a'/></channel>", DEVICE_DETACH, "device not present", VIR_ERR_INVALID_ARG},
    {"channel-taken", "<channel type='unix'><target type='virtio' name='a'/></channel>", DEVICE_ATTACH, "chardev already exists", VIR_ERR_OPERATION_INVALID},
    {"console", "<console type='pty'/>", DEVICE_ATTACH, "attaching serial console is not supported", VIR_ERR_OPERATION_UNSUPPORTED},
    {"input", "<input type='tablet' bus='virtio'/>", DEVICE_DETACH, "ua-in", 0},
    {"input-elsewhere", "<input type='tablet' bus='virtio'><address type='pci' domain='0' bus='0' slot='8' function='0'/></input>",
     DEVICE_DETACH, "matching input device not found", VIR_ERR_DEVICE_MISSING},
    {"watchdog", "<watchdog model='i6300esb' action='reset'/>", DEVICE_DETACH, "ua-dog", 0},
    {"watchdog-taken", "<watchdog model='i6300esb' action='reset'/>", DEVICE_ATTACH, "device is already in the domain configuration",
     VIR_ERR_OPERATION_INVALID},
    {"watchdog-elsewhere", "<watchdog model='i6300esb' action='reset'><address type='pci' slot='8'/></watchdog>", DEVICE_ATTACH, NULL, 0},
    {"watchdog-of-another-alias", "<watchdog model='i6300esb' action='reset'><alias name='ua-cat'/></watchdog>", DEVICE_DETACH,
     "no matching watchdog was found", VIR_ERR_DEVICE_MISSING},
    {"watchdog-of-another-action", "<watchdog model='i6300esb' action='none'/>", DEVICE_DETACH, "no matching watchdog was found", VIR_ERR_DEVICE_MISSING},
    {"graphics", "<graphics type='vnc'/>", DEVICE_DETACH, "persistent detach of device 'graphics' is not supported", VIR_ERR_OPERATION_UNSUPPORTED},
    {"graphics-absent", "<graphics type='spice'/>", DEVICE_UPDATE, "cannot find existing graphics type 'spice'", VIR_ERR_INVALID_ARG},
    {"rng-update", "<rng model='virtio'/>", DEVICE_UPDATE, "persistent update of device 'rng' is not supported", VIR_ERR_OPERATION_UNSUPPORTED},
    {"memballoon", "<memballoon model='virtio'/>", DEVICE_ATTACH, "persistent attach of device 'memballoon' is not supported", VIR_ERR_OPERATION_UNSUPPORTED},
};
/* clang-format on */

static Domain *
read_guest(void)
{
    g_autoptr(Report) report = report_new();
    Domain *domain = domain_read(&device_table, guest, strlen(guest), report);

    g_assert_nonnull(domain);
    return domain;
}

static Device *
read_device(const char *xml)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
    Device *device = domain_parse_device(document, &device_table, false, report);

    g_assert_nonnull(device);
    return device;
}

static void
test_match(gconstpointer row)
{
    const MatchCase *one = row;
    g_autoptr(Domain) domain = read_guest();
    g_autoptr(Device) wanted = read_device(one->wanted);
    g_autoptr(GError) error = NULL;
    const Device *found = NULL;
    bool is_right = device_match_check_kind(wanted, one->edit, &error);

    if (is_right && one->edit == DEVICE_ATTACH)
        is_right = device_match_check_new(domain, wanted, &error);
    else if (is_right)
        found = device_match_find(domain, wanted, one->edit, &error);
    if (one->code != 0) {
        g_assert_error(error, PSERIES_ERROR, one->code);
        g_assert_nonnull(strstr(error->message, one->found));
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpstr(found != NULL ? found->alias.name : NULL, ==, one->found);
}

static void
test_alias(void)
{
    g_autoptr(Domain) domain = read_guest();
    g_autoptr(GError) error = NULL;

    g_assert_cmpstr(device_name(device_match_alias(domain, "ua-dog", NULL)), ==, "watchdog");
    g_assert_null(device_match_alias(domain, "net0", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
}

/* What a replaced device keeps of the one before it. */
static void
test_replace(void)
{
    g_autoptr(Domain) domain = read_guest();
    Device *disk = device_match_alias(domain, "ua-vda", NULL);
    Device *nic = device_match_alias(domain, "ua-nic1", NULL);
    g_autofree char *text = NULL;

    device_change_replace(domain, disk,
                          read_device("<disk><target dev='vda' bus='virtio'/></disk>"));
    device_change_replace(domain, nic,
                          read_device("<interface type='bridge'><source bridge='b'/></interface>"));
    g_assert_cmpuint(domain_device(domain, 0)->address.slot.value, ==, 5);
    device_change_replace(domain, domain_device(domain, 0),
                          read_device("<disk><target dev='vda' bus='sata'/></disk>"));
    g_assert_cmpint(domain_device(domain, 0)->address.type, ==, ADDRESS_NONE);
    text = domain_format(domain, 0);
    g_assert_nonnull(strstr(text, "<interface type='bridge'>"));
    g_assert_nonnull(strstr(text, "<mac address='52:54:00:00:00:01'/>"));
}

static void
test_memory(void)
{
    static const char module[] =
        "<memory model='dimm'><target><size unit='KiB'>2</size></target></memory>";
    g_autoptr(Domain) domain = read_guest();

    device_change_add(domain, read_device(module));
    g_assert_cmpuint(domain->memory.size.kib.value, ==, 10);
    g_assert_cmpuint(domain->memory.current.kib.value, ==, 10);
    device_change_remove(domain, domain_device(domain, domain->devices->len - 1));
    g_assert_cmpuint(domain->memory.size.kib.value, ==, 8);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/device-match/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_match);
    }
    g_test_add_func("/device-match/alias", test_alias);
    g_test_add_func("/device-change/replace", test_replace);
    g_test_add_func("/device-change/memory", test_memory);
    return g_test_run();
}
