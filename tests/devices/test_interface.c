/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"
#include "devices/interface.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
#define MAC "<mac address='52:54:00:12:34:56'/>"

static const DeviceCase cases[] = {
    {"card by default", "<interface type='user'>" MAC AT "</interface>",
     "<interface type='user'>" MAC "<model type='rtl8139'/>" AT "</interface>",
     "netdev {\"type\":\"user\",\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"rtl8139\",\"id\":\"net0\",\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:"
     "56\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"virtio options",
     "<interface type='user'>" MAC
     "<model type='virtio'/><driver name='qemu' txmode='iothread' ioeventfd='on' event_idx='off' "
     "rx_queue_size='256' tx_queue_size='1024' packed='on'><host gso='off' mrg_rxbuf='on'/><guest "
     "ufo='off'/></driver>" AT "</interface>",
     NULL,
     "netdev {\"type\":\"user\",\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"virtio-net-pci\",\"id\":\"net0\",\"packed\":true,\"tx\":\"bh\",\"ioeventfd\":"
     "true,\"event_idx\":false,\"gso\":false,\"mrg_rxbuf\":true,\"guest_ufo\":false,\"rx_queue_"
     "size\":256,\"tx_queue_size\":1024,\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:56\","
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"bridge, vio",
     "<interface type='bridge'>" MAC "<source bridge='br0'/><model type='spapr-vlan'/><address "
     "type='spapr-vio' reg='0x1000'/></interface>",
     NULL,
     "netdev {\"type\":\"bridge\",\"br\":\"br0\",\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"spapr-vlan\",\"id\":\"net0\",\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:"
     "56\",\"reg\":4096}\n",
     NULL},
    {"ethernet",
     "<interface type='ethernet'>" MAC
     "<script path='/x'/><target dev='t0'/><model type='virtio-transitional'/><driver name='vhost' "
     "queues='4'/><mtu size='9000'/><rom bar='off'/>" AT "</interface>",
     NULL,
     "netdev "
     "{\"type\":\"tap\",\"ifname\":\"t0\",\"script\":\"/"
     "x\",\"downscript\":\"no\",\"queues\":4,\"vhost\":true,\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"virtio-net-pci-transitional\",\"id\":\"net0\",\"mq\":true,\"vectors\":10,"
     "\"host_mtu\":9000,\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:56\",\"bus\":\"pci.0\","
     "\"addr\":\"0x3\",\"rombar\":0}\n",
     NULL},
    {"no rom",
     "<interface type='user'>" MAC "<model type='e1000e'/><rom enabled='no'/>" AT "</interface>",
     NULL,
     "netdev {\"type\":\"user\",\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"e1000e\",\"id\":\"net0\",\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:56\","
     "\"bus\":\"pci.0\",\"addr\":\"0x3\",\"romfile\":\"\"}\n",
     NULL},
    {"usb",
     "<interface type='user'>" MAC
     "<model type='usb-net'/><address type='usb' bus='0' port='2'/></interface>",
     NULL,
     "netdev {\"type\":\"user\",\"id\":\"hostnet0\"}\n"
     "device "
     "{\"driver\":\"usb-net\",\"id\":\"net0\",\"netdev\":\"hostnet0\",\"mac\":\"52:54:00:12:34:"
     "56\",\"bus\":\"usb.0\",\"port\":\"2\"}\n",
     NULL},
    {"name of a live guest",
     "<interface type='ethernet'>" MAC "<target dev='vnet3'/><model type='virtio'/></interface>",
     "<interface type='ethernet'>" MAC "<model type='virtio'/></interface>", NULL, NULL},
    {"network",
     "<interface type='network'>" MAC
     "<source network='default' portid='5c3b2a1f-6a36-4d6c-9a11-6f1f0f8a3d2e' "
     "bridge='virbr0'/><model "
     "type='virtio'/>" AT "</interface>",
     "<interface type='network'>" MAC "<source network='default'/><model type='virtio'/>" AT
     "</interface>",
     "netdev {\"type\":\"tap\",\"script\":\"no\",\"downscript\":\"no\",\"id\":\"hostnet0\"}\n"
     "device {\"driver\":\"virtio-net-pci\",\"id\":\"net0\",\"netdev\":\"hostnet0\",\"mac\":"
     "\"52:54:00:12:34:56\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"vdpa is virtio",
     "<interface type='vdpa'>" MAC "<source dev='/dev/vhost-vdpa-0'/>" AT "</interface>",
     "<interface type='vdpa'>" MAC "<source dev='/dev/vhost-vdpa-0'/><model type='virtio'/>" AT
     "</interface>",
     NULL, NULL},
    {"prefix of its family",
     "<interface type='user'><ip address='fd00::' prefix='64'/></interface>", NULL, NULL, NULL},
    {"driver of others",
     "<interface type='user'><model type='e1000'/><driver name='vhost' queues='4'/></interface>",
     "<interface type='user'><mac address='52:54:00:a7:33:9b'/><model type='e1000'/></interface>",
     NULL, NULL},
    {"one queue",
     "<interface type='user'><model type='virtio'/><driver name='qemu' queues='1'/></interface>",
     "<interface type='user'><mac address='52:54:00:a7:33:9b'/><model type='virtio'/><driver "
     "name='qemu'/></interface>",
     NULL, NULL},
    {"refused type", "<interface type='null'></interface>", NULL, NULL,
     "<interface type='null'> cannot be used: FreeBSD's bhyve"},
    {"foreign source", "<interface type='user'><source network='default'/></interface>", NULL, NULL,
     "attribute 'network' of <source> does not belong in <interface type='user'>"},
    {"no such card", "<interface type='user'><model type='nvme'/></interface>", NULL, NULL,
     "model 'nvme' of <interface> does not exist in this QEMU"},
    {"no bridge", "<interface type='bridge'></interface>", NULL, NULL,
     "<interface type='bridge'> lacks its <source bridge=''/>"},
    {"foreign bridge", "<interface type='user'><source bridge='br0'/></interface>", NULL, NULL,
     "attribute 'bridge' of <source> does not belong in <interface type='user'>"},
    {"foreign script", "<interface type='user'><script path='/x'/></interface>", NULL, NULL,
     "scripts are not supported on <interface type='user'>"},
    {"foreign mtu", "<interface type='user'><mtu size='1500'/></interface>", NULL, NULL,
     "an MTU cannot be set on <interface type='user'>"},
    {"ring size",
     "<interface type='user'><model type='virtio'/><driver rx_queue_size='511'/></interface>", NULL,
     NULL, "rx_queue_size has to be a power of two from 256 to 1024, not '511'"},
    {"negative queues", "<interface type='user'><driver queues='-5'/></interface>", NULL, NULL,
     "driver/@queues: the value '-5' is not valid"},
    {"foreign driver",
     "<interface type='user'><model type='virtio'/><driver name='vfio'/></interface>", NULL, NULL,
     "driver 'vfio' does not go with this type of <interface>"},
    {"rom off and given", "<interface type='user'><rom enabled='no' file='/x'/></interface>", NULL,
     NULL, "<rom enabled='no'> can have neither 'bar' nor 'file'"},
    {"rom without PCI",
     "<interface type='user'><model type='spapr-vlan'/><rom bar='on'/></interface>", NULL, NULL,
     "ROM tuning is only supported for PCI devices: model 'spapr-vlan'"},
    {"virtio transport of others",
     "<interface type='user'><model type='e1000'/><driver packed='on'/></interface>", NULL, NULL,
     "are only supported for virtio devices"},
    {"unnamed tap", "<interface type='ethernet'><target managed='no'/></interface>", NULL, NULL,
     "lacks the device's name, 'dev'"},
    {"multicast", "<interface type='user'><mac address='53:54:00:00:00:01'/></interface>", NULL,
     NULL, "multicast"},
};

/* Returns: (owned) the MAC of the @i-th of @n NICs of a guest, of which the first has @first. */
static char *
mac_of(unsigned i, unsigned n, const char *first)
{
    Domain domain = {.name = (char *)"guest"};
    char *mac = NULL;

    domain.devices = g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
    for (unsigned nic = 0; nic < n; nic++)
        domain_add_device(&domain, device_new(&interface_kind));
    ((Interface *)domain_device(&domain, 0))->mac.address = g_strdup(first);
    interface_make_macs(&domain);
    mac = g_strdup(((Interface *)domain_device(&domain, i))->mac.address);
    g_ptr_array_unref(domain.devices);
    return mac;
}

static void
test_macs(void)
{
    g_autofree char *first = mac_of(0, 2, NULL);
    g_autofree char *again = mac_of(0, 1, NULL);
    g_autofree char *second = mac_of(1, 2, NULL);
    g_autofree char *evading = mac_of(1, 2, second);

    g_assert_true(g_str_has_prefix(first, "52:54:00:"));
    g_assert_cmpstr(first, ==, again);
    g_assert_cmpstr(first, !=, second);
    g_assert_cmpstr(evading, !=, second);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("interface", cases, G_N_ELEMENTS(cases));
    g_test_add_func("/devices/interface/macs", test_macs);
    return g_test_run();
}
