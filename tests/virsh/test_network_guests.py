#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests on the virtual networks of a stock libvirtd, started by it and by ours.  Prints TAP.

    test_network_guests.py --daemon PATH [-k REGEX]
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

import harness
import test_relay
from suite import is_equal, matches

MAC = '52:54:00:00:00:07'
NETWORKS = {
    'own': "<network><name>own</name><bridge name='virbr7' stp='off' delay='0'/></network>",
    'host': "<network><name>host</name><forward mode='bridge'/><bridge name='outside'/><portgroup name='g' default='yes'/></network>",
    'below': "<network><name>below</name><forward mode='bridge'><interface dev='lower'/></forward></network>",
    'leases': "<network><name>leases</name><bridge name='virbr8' stp='off' delay='0'/><ip address='192.168.78.1' netmask='255.255.255.0'>"
              "<dhcp><range start='192.168.78.10' end='192.168.78.20'/></dhcp></ip></network>",
}
FILTER = "<filter name='mine' chain='mac'><rule action='drop' direction='out' priority='500'><mac match='no' srcmacaddr='$MAC'/></rule></filter>"
FILTERED = f"<filterref filter='mine'><parameter name='MAC' value='{MAC}'/></filterref>"


class Network:
    """A network of the stock daemon, and a guest on it."""

    def __init__(self, both, name):
        self.both, self.name = both, name
        self.say('define', both.stock.write(f'{name}.xml', NETWORKS[name]))
        self.say('start', name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for daemon in (self.both.ours, self.both.stock):
            for word in ('destroy', 'undefine'):
                daemon.run('virsh', '-c', daemon.uri, word, 'g')
        for word in ('destroy', 'undefine'):
            self.both.stock.run('virsh', '-c', self.both.stock.uri, 'net-' + word, self.name)

    def say(self, word, *more):
        return self.both.stock.virsh('net-' + word, *more)

    def ports(self):
        return self.say('port-list', self.name).split()[2:]

    def define(self, daemon, nic='', devices=''):
        text = (f"<domain type='qemu'><name>g</name><memory unit='MiB'>256</memory><os><type arch='ppc64' machine='pseries'>hvm</type></os>"
                f"<devices>{devices}<interface type='network'><mac address='{MAC}'/><source network='{self.name}'/><model type='virtio'/>{nic}"
                f"</interface></devices></domain>")
        daemon.virsh('define', daemon.write('g.xml', text))


def shown(daemon):
    """-> <interface> of the guest that runs, without what differs each time"""
    text = re.search(r'<interface .*</interface>', daemon.virsh('dumpxml', 'g'), re.S).group(0)
    text = re.sub(r"portid='[0-9a-f-]{36}'", "portid='PORT'", text)
    return re.sub(r" *<(address type|driver) .*\n", '', re.sub(r"'(vnet|macvtap)\d+'", r"'\1'", text))


def port(network):
    name, = network.ports()
    text = network.say('port-dumpxml', network.name, name)
    return re.sub('<uuid>.*</uuid>', '<uuid/>', text)


def compare(both, name, nic=''):
    """The guest is plugged in as by the stock daemon, its port is as there, and is given back."""
    with Network(both, name) as network:
        seen = []
        for daemon in (both.stock, both.ours):
            network.define(daemon, nic)
            network.say('destroy', name)
            inactive = daemon.virsh_error('start', 'g')
            network.say('start', name)
            daemon.virsh('start', 'g')
            seen.append([inactive, shown(daemon), port(network), re.sub(r'(vnet|macvtap)\d+ *', r'\1 ', daemon.virsh('domiflist', 'g'))])
            daemon.virsh('destroy', 'g')
            is_equal(network.ports(), [])
            inactive = re.search(r'<interface .*</interface>', daemon.virsh('dumpxml', 'g'), re.S).group(0)
            matches(inactive, f"(?s)<interface type='network'>.*<source network='{name}'/>")
            daemon.virsh('undefine', 'g')
        for theirs, ours in zip(*seen):
            is_equal(ours, theirs)


def case_own_bridge(both):
    compare(both, 'own')


def case_bridge_of_the_host(both):
    compare(both, 'host')


def case_macvtap(both):
    subprocess.run(['ip', 'link', 'add', 'lower', 'type', 'bridge'], check=True)
    subprocess.run(['ip', 'link', 'set', 'lower', 'up'], check=True)
    try:
        compare(both, 'below')
        assert not [name for name in os.listdir('/sys/class/net') if name.startswith('macvtap')], 'a macvtap is left'
    finally:
        subprocess.run(['ip', 'link', 'del', 'lower'], check=True)


def case_isolated_port(both):
    compare(both, 'own', "<port isolated='yes'/>")


def case_no_such_network(both):
    with Network(both, 'own') as network:
        said = []
        for daemon in (both.stock, both.ours):
            network.name = 'none'
            network.define(daemon)
            said.append(daemon.virsh_error('start', 'g'))
            daemon.virsh('undefine', 'g')
        network.name = 'own'
        is_equal(said[1], said[0])


def case_start_that_fails(both):
    """The port is given back, and nothing is left of the start."""
    with Network(both, 'own') as network:
        network.define(both.ours, devices="<disk><source file='/nowhere/image'/><target dev='vda' bus='virtio'/></disk>")
        matches(both.ours.virsh_error('start', 'g'), '/nowhere/image')
        is_equal(network.ports(), [])
        is_equal([name for name in os.listdir(both.ours.path('run')) if name.endswith('.xml')], [])


def case_daemon_comes_back(both):
    """Port and filter are there still; those that their daemon has lost are there again."""
    with Network(both, 'own') as network:
        both.stock.virsh('nwfilter-define', both.stock.write('filter.xml', FILTER))
        network.define(both.ours, FILTERED)
        both.ours.virsh('start', 'g')
        before = network.ports()
        binding = both.stock.virsh('nwfilter-binding-list')
        matches(binding, r'vnet\d+ +mine')
        again(both)
        is_equal((network.ports(), both.stock.virsh('nwfilter-binding-list')), (before, binding))
        both.stock.virsh('nwfilter-binding-delete', re.search(r'vnet\d+', binding).group(0))
        network.say('destroy', 'own')
        network.say('start', 'own')
        is_equal(network.ports(), [])
        again(both)
        is_equal((network.ports(), both.stock.virsh('nwfilter-binding-list')), (before, binding))
        both.ours.virsh('destroy', 'g')
        is_equal(network.ports(), [])
        assert 'mine' not in both.stock.virsh('nwfilter-binding-list')
        both.stock.virsh('nwfilter-undefine', 'mine')


def again(both):
    """Kills our daemon; its guest is taken over by the next one."""
    both.ours.stop(signal.SIGKILL)
    both.ours.start()
    harness.wait_for(lambda: both.ours.virsh('domstate', 'g') == 'running', 'the guest is taken over')
    both.ours.virsh('qemu-monitor-command', 'g', '--hmp', 'info status')


def case_network_is_gone_at_the_end(both):
    with Network(both, 'own') as network:
        network.define(both.ours)
        both.ours.virsh('start', 'g')
        network.say('destroy', 'own')
        network.say('undefine', 'own')
        both.ours.virsh('destroy', 'g')
        is_equal([name for name in os.listdir(both.ours.path('run')) if name.endswith('.xml')], [])
        network.say('define', both.stock.path('own.xml'))


def case_unknown_filter(both):
    with Network(both, 'own') as network:
        said = []
        for daemon in (both.stock, both.ours):
            network.define(daemon, "<filterref filter='other'/>")
            said.append(daemon.virsh_error('start', 'g'))
            is_equal(network.ports(), [])
            daemon.virsh('undefine', 'g')
        is_equal(said[1], said[0])


def case_addresses(both):
    """As the network has lent them, and as the host has seen them."""
    with Network(both, 'leases') as network:
        seen = []
        for daemon in (both.stock, both.ours):
            network.define(daemon)
            daemon.virsh('start', 'g')
            lend(both, [{'ip-address': '192.168.78.12', 'mac-address': MAC, 'expiry-time': int(time.time()) + 3600}])
            subprocess.run(['ip', 'neigh', 'replace', '192.168.78.11', 'lladdr', MAC, 'dev', 'virbr8'], check=True)
            said = [daemon.run('virsh', '-c', daemon.uri, 'domifaddr', 'g', *words)
                    for words in ((), ('--source', 'lease'), ('--full', '--source', 'lease'), ('--interface', 'none'))]
            seen.append([re.sub(r'vnet\d+ *', 'vnet ', one.stdout + one.stderr) for one in said])
            if daemon is both.ours:  # 9.0 does not understand its kernel: "wrong nlmsg len"
                matches(daemon.virsh('domifaddr', 'g', '--source', 'arp'), r'(?m)^ *vnet.*192\.168\.78\.11/0$')
            lend(both, [])
            is_equal(len(daemon.virsh('domifaddr', 'g').splitlines()), 2)
            daemon.virsh('destroy', 'g')
            matches(daemon.virsh_error('domifaddr', 'g'), 'domain is not running')
            daemon.virsh('undefine', 'g')
        is_equal(seen[1], seen[0])
        matches(seen[1][0], r'192\.168\.78\.12/24')


def lend(both, leases):
    """Writes what the network's DHCP server would have written, in the stock daemon's own mount namespace."""
    subprocess.run(['nsenter', '--mount', '--target', str(both.stock.process.pid), 'tee', '/var/lib/libvirt/dnsmasq/virbr8.status'],
                   input=json.dumps(leases), text=True, stdout=subprocess.DEVNULL, check=True)


if __name__ == '__main__':
    sys.exit(test_relay.main(sys.modules[__name__], __doc__))
