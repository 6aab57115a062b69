#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt-dbus, through which Cockpit's page of machines works, on a host where ours is in the place of virtqemud: what
that page calls.  Prints TAP.

    test_libvirt_dbus.py --daemon PATH [-k REGEX]
"""
import json
import os
import re
import shutil
import subprocess
import sys

import harness
import suite
import tools_host
from suite import is_equal, matches

PROGRAM = '/usr/sbin/libvirt-dbus'
OBJECT = '/org/libvirt/QEMU'
# A bus on which root may do everything.
BUS = '''<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>
'''
NETWORK = "<network><name>own</name><bridge name='virbr7' stp='off' delay='0'/></network>"
POOL = "<pool type='dir'><name>p</name><target><path>{}</path></target></pool>"
VOLUME = "<volume><name>v</name><capacity>1048576</capacity><target><format type='qcow2'/></target></volume>"


def plain(value):
    """-> what is inside a variant, which may be in another one"""
    return plain(value['data']) if isinstance(value, dict) and 'data' in value else value


DEFINED, UNDEFINED, STARTED, _, RESUMED, STOPPED, SHUTDOWN = range(7)
# Prints what the display at the path says first.
GRAPHICS = '''
import gi, os, sys
from gi.repository import Gio, GLib
flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
bus = Gio.DBusConnection.new_for_address_sync(sys.argv[1], flags, None, None)
answer, fds = bus.call_with_unix_fd_list_sync('org.libvirt', sys.argv[2], 'org.libvirt.Domain', 'OpenGraphicsFD',
                                              GLib.Variant('(uu)', (0, 0)), None, Gio.DBusCallFlags.NONE, 30000, None, None)
fd = fds.get(answer.unpack()[0])
os.set_blocking(fd, True)
print(os.read(fd, 3).decode())
'''


class Bus:
    """A system bus and libvirt-dbus on it, and calls to that."""

    def __init__(self, host):
        self.host = host
        path = host.path('bus')
        with open(host.path('bus.conf'), 'w', encoding='utf-8') as file:
            file.write(BUS.format(path=path))
        self.address = 'unix:path=' + path
        environment = {**host.ours.environment, 'DBUS_SYSTEM_BUS_ADDRESS': self.address}
        self.processes = []
        self.start(['dbus-daemon', '--nofork', '--config-file', host.path('bus.conf')], environment)
        harness.wait_for(lambda: os.path.exists(path), 'the bus is there')
        self.start([PROGRAM, '--system'], environment)
        harness.wait_for(lambda: 'org.libvirt' in self.busctl('list').stdout, 'libvirt-dbus is on the bus')

    def start(self, command, environment):
        # pylint: disable-next=consider-using-with
        self.processes.append(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL))

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def busctl(self, *words):
        return subprocess.run(['busctl', '--address=' + self.address, '--json=short', '--timeout=60', '--', *words], capture_output=True,
                              text=True, timeout=90, check=False)

    def call(self, interface, path, method, *words):
        """-> the first value of the answer, or None; an error is an AssertionError"""
        done = self.busctl('call', 'org.libvirt', path, 'org.libvirt.' + interface, method, *words)
        if done.returncode != 0:
            raise AssertionError(f'{interface}.{method}: {done.stderr}')
        values = json.loads(done.stdout)['data'] if done.stdout.strip() else []
        return values[0] if values else None

    def connect(self, method, *words):
        return self.call('Connect', OBJECT, method, *words)

    def property(self, interface, path, name):
        done = self.busctl('get-property', 'org.libvirt', path, 'org.libvirt.' + interface, name)
        if done.returncode != 0:
            raise AssertionError(f'{interface}.{name}: {done.stderr}')
        return json.loads(done.stdout)['data']


def case_guest(host):
    """It is defined, shown in all details, started, stopped and removed."""
    guest = suite.Guest(host.ours, 1)
    with Bus(host) as bus:
        path = bus.connect('DomainDefineXML', 's', guest.xml(devices=guest.add_disk() + "<graphics type='vnc'/>"))
        is_equal(bus.connect('ListDomains', 'u', '0'), [path])
        for name, value in (('Name', guest.name), ('UUID', guest.uuid), ('Active', False), ('Persistent', True), ('Autostart', False),
                            ('OSType', 'hvm'), ('Updated', False)):
            is_equal(bus.property('Domain', path, name), value)
        is_equal(bus.call('Domain', path, 'GetState', 'u', '0'), [5, 0])
        bus.call('Domain', path, 'Create', 'u', '0')
        is_equal(bus.call('Domain', path, 'GetState', 'u', '0'), [1, 1])
        matches(bus.call('Domain', path, 'GetXMLDesc', 'u', '0'), "<graphics type='vnc' port='59")
        (name, stats), = bus.connect('GetAllDomainStats', 'uu', '0', '0')
        is_equal([name, plain(stats['state.state']), plain(stats['block.0.name'])], [guest.name, 1, 'vda'])
        is_equal(plain(bus.call('Domain', path, 'GetStats', 'uu', '0', '0')['vcpu.current']), 1)
        is_equal(bus.call('Domain', path, 'HasManagedSaveImage', 'u', '0'), False)
        is_equal(bus.call('Domain', path, 'ListDomainSnapshots', 'u', '0'), [])
        for method in ('Suspend', 'Resume'):
            bus.call('Domain', path, method)
        bus.call('Domain', path, 'Reboot', 'u', '0')
        bus.call('Domain', path, 'Shutdown', 'u', '0')
        bus.call('Domain', path, 'Destroy', 'u', '0')
        is_equal(bus.property('Domain', path, 'Active'), False)
        bus.call('Domain', path, 'Undefine', 'u', '0')
        is_equal(bus.connect('ListDomains', 'u', '0'), [])


def case_console(host):
    """The display of a guest comes as a descriptor."""
    guest = suite.Guest(host.ours, 1)
    with Bus(host) as bus:
        path = bus.connect('DomainCreateXML', 'su', guest.xml(devices="<graphics type='vnc'/>"), '0')
        try:
            done = subprocess.run(['/usr/bin/python3', '-c', GRAPHICS, bus.address, path], capture_output=True, text=True, timeout=60, check=False)
            is_equal((done.stdout, done.stderr), ('RFB\n', ''))
        finally:
            bus.call('Domain', path, 'Destroy', 'u', '0')


def case_events(host):
    """Whoever listens hears of the changes of a guest."""
    guest = suite.Guest(host.ours, 1)
    with Bus(host) as bus:
        bus.connect('ListDomains', 'u', '0')
        with subprocess.Popen(['busctl', '--address=' + bus.address, '--json=short', 'monitor', 'org.libvirt'], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as monitor:
            monitor.stderr.readline()  # it is ready
            path = bus.connect('DomainDefineXML', 's', guest.xml())
            bus.call('Domain', path, 'Create', 'u', '0')
            bus.call('Domain', path, 'Destroy', 'u', '0')
            bus.call('Domain', path, 'Undefine', 'u', '0')
            seen = []
            while UNDEFINED not in seen:
                message = json.loads(monitor.stdout.readline())
                if message.get('member') == 'DomainEvent':
                    is_equal(message['payload']['data'][0], path)
                    seen.append(message['payload']['data'][1])
            monitor.terminate()
    # A QEMU that is told to end may say so first.
    is_equal(sorted(set(seen) - {SHUTDOWN}), sorted([DEFINED, UNDEFINED, STARTED, RESUMED, STOPPED]))


def case_host(host):
    """What the host is and can do."""
    with Bus(host) as bus:
        matches(bus.connect('GetCapabilities'), "<arch name='ppc64le'>")
        matches(bus.connect('GetDomainCapabilities', 'ssssu', '', 'ppc64le', 'pseries', 'qemu', '0'), '<machine>pseries')
        assert bus.connect('NodeGetFreeMemory') > 0
        assert bus.connect('NodeGetMemoryStats', 'iu', '-1', '0')['total'] > 0
        assert any(bus.connect('NodeGetCPUMap', 'u', '0'))
        is_equal(bus.property('Connect', OBJECT, 'LibVersion'), 11003000)
        matches(bus.property('Connect', OBJECT, 'Hostname'), '.')
        assert bus.connect('ListNodeDevices', 'u', '0')
        assert 'org.libvirt' in bus.busctl('list').stdout


def case_network(host):
    """libvirtd's."""
    with Bus(host) as bus:
        path = bus.connect('NetworkDefineXML', 's', NETWORK)
        is_equal(bus.connect('ListNetworks', 'u', '0'), [path])
        is_equal(bus.property('Network', path, 'Active'), False)
        bus.call('Network', path, 'Create')
        is_equal([bus.property('Network', path, name) for name in ('Name', 'Active', 'Persistent', 'Autostart')], ['own', True, True, False])
        matches(bus.call('Network', path, 'GetXMLDesc', 'u', '0'), "<bridge name='virbr7'")
        is_equal(bus.call('Network', path, 'GetDHCPLeases', 'su', '', '0'), [])
        bus.call('Network', path, 'Destroy')
        bus.call('Network', path, 'Undefine')
        is_equal(bus.connect('ListNetworks', 'u', '0'), [])


def case_pool(host):
    """libvirtd's, with a volume."""
    with Bus(host) as bus:
        path = bus.connect('StoragePoolDefineXML', 'su', POOL.format(host.path('dbus-pool')), '0')
        bus.call('StoragePool', path, 'Build', 'u', '0')
        bus.call('StoragePool', path, 'Create', 'u', '0')
        is_equal(bus.connect('ListStoragePools', 'u', '0'), [path])
        volume = bus.call('StoragePool', path, 'StorageVolCreateXML', 'su', VOLUME, '0')
        is_equal(bus.call('StoragePool', path, 'ListStorageVolumes', 'u', '0'), [volume])
        is_equal(bus.property('StorageVol', volume, 'Path'), host.path('dbus-pool', 'v'))
        is_equal(bus.call('StorageVol', volume, 'GetInfo', 'u', '0')[:2], [0, 1048576])
        bus.call('StorageVol', volume, 'Resize', 'tu', '2097152', '0')
        bus.call('StoragePool', path, 'Refresh', 'u', '0')
        bus.call('StorageVol', volume, 'Delete', 'u', '0')
        bus.call('StoragePool', path, 'Destroy')
        bus.call('StoragePool', path, 'Delete', 'u', '0')
        bus.call('StoragePool', path, 'Undefine')
        is_equal(bus.connect('ListStoragePools', 'u', '0'), [])


def case_errors(host):
    """An error has its text."""
    with Bus(host) as bus:
        done = bus.busctl('call', 'org.libvirt', OBJECT, 'org.libvirt.Connect', 'DomainLookupByName', 's', 'none')
        matches(done.stderr, re.escape("Domain not found: no domain with matching name 'none'"))


def main():
    if any(shutil.which(name) is None for name in ('busctl', 'dbus-daemon')) or not os.path.exists(PROGRAM):
        print('1..0 # SKIP needs libvirt-dbus, dbus-daemon and busctl')
        return 0
    return tools_host.main(dict(suite.cases_of(sys.modules[__name__])), lambda host: None)


if __name__ == '__main__':
    sys.exit(main())
