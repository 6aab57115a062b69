/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a planned guest's QEMU must have.
 */
#include "plan/expectation.h"

#include "recorded_plan.h"

#define HEAD                                                                                       \
    "<maxMemory slots='4' unit='MiB'>2048</maxMemory><memory unit='MiB'>512</memory>"              \
    "<features><htm state='off'/><hpt><maxpagesize unit='KiB'>64</maxpagesize></hpt></features>"   \
    "<cpu><numa><cell id='0' cpus='0' memory='512' unit='MiB'/></numa></cpu>"

#define DEVICES                                                                                    \
    "<controller type='usb' model='qemu-xhci'/><controller type='scsi' model='virtio-scsi'/>"      \
    "<controller type='pci' index='1' model='pci-root'><target index='4'><node>0</node></target>"  \
    "</controller><controller type='pci' index='2' model='pci-bridge'/>"                           \
    "<memballoon model='none'/>"                                                                   \
    "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='e1000e'/>"              \
    "<rom bar='off'/><address type='pci' bus='1' slot='3' function='1'/></interface>"              \
    "<interface type='user'><mac address='52:54:00:00:00:02'/><model type='virtio'/>"              \
    "<rom file='/rom'/><address type='pci' bus='2' slot='9'/></interface>"                         \
    "<interface type='user'><mac address='52:54:00:00:00:03'/><model type='spapr-vlan'/>"          \
    "</interface>"                                                                                 \
    "<input type='tablet' bus='usb'/>"                                                             \
    "<channel type='pty'><target type='virtio' name='org.test.a'/></channel>"                      \
    "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>"                       \
    "<memory model='dimm'><target><size unit='MiB'>256</size><node>0</node></target>"              \
    "<address type='dimm' slot='1' base='0x50000000'/></memory>"                                   \
    "<nvram><address type='spapr-vio' reg='0x4000'/></nvram>"

static const char wanted[] =
    "<pseries:placement xmlns:pseries='urn:libvirt-pseries:domain:1.0' machine='pseries-7.2'>\n"
    "  <pseries:capability name='cap-hpt-max-page-size' value='65536'/>\n"
    "  <pseries:capability name='cap-htm' value='off'/>\n"
    "  <pseries:phb index='0' node='-1' extended-config='yes' hotplug='yes' dynamic-dma='yes'/>\n"
    "  <pseries:phb index='4' node='0' extended-config='yes' hotplug='yes' dynamic-dma='yes'/>\n"
    "  <pseries:core id='0'/>\n"
    "  <pseries:device type='spapr-nvram' reg='0x00004000'/>\n"
    "  <pseries:device id='channel0' type='virtserialport' bus='virtio-serial0.0' nr='1'/>\n"
    "  <pseries:device id='dimm1' type='pc-dimm' slot='1' address='0x50000000' "
    "size='0x10000000' node='0'/>\n"
    "  <pseries:device id='input0' type='usb-tablet' bus='usb.0' port='1'/>\n"
    "  <pseries:device id='net0' type='e1000e' phb='4' slot='3' function='1' "
    "multifunction='no' rom='no' mac='52:54:00:00:00:01'/>\n"
    "  <pseries:device id='net1' type='virtio-net-pci' bus='pci.2' phb='0' slot='9' "
    "function='0' multifunction='no' rom='yes' mac='52:54:00:00:00:02'/>\n"
    "  <pseries:device id='net2' type='spapr-vlan' reg='0x00001000' "
    "mac='52:54:00:00:00:03'/>\n"
    "  <pseries:device id='pci.2' type='pci-bridge' phb='0' slot='1' function='0' "
    "multifunction='no' chassis='2'/>\n"
    "  <pseries:device id='scsi0' type='virtio-scsi-pci' phb='0' slot='3' "
    "function='0' multifunction='no'/>\n"
    "  <pseries:device id='scsi0-0-0-0' type='scsi-cd' bus='scsi0.0' channel='0' "
    "target='0' lun='0'/>\n"
    "  <pseries:device id='usb' type='qemu-xhci' phb='0' slot='2' function='0' "
    "multifunction='no'/>\n"
    "  <pseries:device id='virtio-serial0' type='virtio-serial-pci' phb='0' slot='4' "
    "function='0' multifunction='no'/>\n"
    "</pseries:placement>\n";

/* Returns: (owned) what the guest's QEMU must have. */
static Placement *
expectation(const char *devices, const char *tail)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan(HEAD, devices, tail, report);

    plan_name_devices(plan);
    return expectation_of(plan->domain, &plan->context);
}

static void
test_whole(void)
{
    g_autoptr(Placement) placement = expectation(DEVICES, "");
    g_autofree char *text = placement_format(placement);

    g_assert_false(placement->is_partial);
    g_assert_cmpstr(text, ==, wanted);
}

/* What is handed to QEMU past us may be more, or change what host bridges are by default. */
static void
test_partial(void)
{
    g_autoptr(Placement) placement =
        expectation("<memballoon model='none'/>",
                    "<commandline xmlns='http://libvirt.org/schemas/domain/qemu/1.0'>"
                    "<arg value='-device'/><arg value='virtio-rng-pci'/></commandline>");
    const PlacementPhb *phb = g_ptr_array_index(placement->phbs, 0);

    g_assert_true(placement->is_partial);
    g_assert_cmpint(phb->has_extended_config_space, ==, TRISTATE_ABSENT);
}

/* A device's options as its document overrides them. */
static void
test_override(void)
{
    g_autoptr(Placement) placement = expectation(
        "<memballoon model='virtio'/>",
        "<override xmlns='http://libvirt.org/schemas/domain/qemu/1.0'><device alias='balloon0'>"
        "<frontend><property name='multifunction' type='bool' value='true'/></frontend>"
        "</device></override>");
    const PlacementDevice *balloon = placement_find_device(placement, "balloon0");

    g_assert_nonnull(balloon);
    g_assert_cmpint(balloon->is_multifunction, ==, TRISTATE_YES);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expectation/whole", test_whole);
    g_test_add_func("/expectation/partial", test_partial);
    g_test_add_func("/expectation/override", test_override);
    return g_test_run();
}
