#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Other clients than virsh: virt-install and its kin, the exporter, the Python binding."""
import contextlib
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET

import suite
from client import program, value
from harness import wait_for
from suite import is_equal, matches, only

INSTALL = ['--arch', 'ppc64le', '--machine', 'pseries', '--virt-type', 'qemu', '--memory', '256', '--vcpus', '1',
           '--disk', 'none', '--network', 'none', '--graphics', 'none', '--osinfo', 'detect=off,require=off',
           '--noautoconsole', '--import']


def install(daemon, guest, *options):
    return daemon.run('virt-install', '--connect', daemon.uri, '--name', guest.name, *INSTALL, *options)


def case_virt_install(daemon, guest):
    """Makes the guest run first, and then defines it."""
    done = install(daemon, guest)
    assert done.returncode == 0, done
    is_equal(guest.state().split()[0], 'running')
    matches(daemon.virsh('dominfo', guest.name), r'Persistent: +yes')
    is_equal(daemon.virsh('list', '--name'), guest.name)


def case_virt_install_print(daemon, guest):
    """--print-xml shows what would be defined; --dry-run leaves nothing behind."""
    done = install(daemon, guest, '--print-xml', '1')
    root = ET.fromstring(done.stdout)
    is_equal(root.find('os/type').attrib, {'arch': 'ppc64le', 'machine': 'pseries'})
    done = install(daemon, guest, '--dry-run')
    assert done.returncode == 0, done
    is_equal(daemon.virsh('list', '--all', '--name'), '')


def case_virt_install_transient(daemon, guest):
    done = install(daemon, guest, '--transient')
    assert done.returncode == 0, done
    matches(daemon.virsh('dominfo', guest.name), r'Persistent: +no')


def case_virt_install_name_taken(daemon, guest):
    guest.define()
    done = install(daemon, guest)
    assert done.returncode == 1 and f"Guest name '{guest.name}' is already in use" in done.stderr, done


def case_virt_xml(daemon, guest):
    guest.define()
    done = daemon.run('virt-xml', '--connect', daemon.uri, guest.name, '--edit', '--memory', '512', check=True)
    matches(done.stdout, f"Domain '{guest.name}' defined successfully")
    matches(daemon.virsh('dominfo', guest.name), r'Max memory: +524288 KiB')
    daemon.run('virt-xml', '--connect', daemon.uri, guest.name, '--add-device', '--rng', '/dev/urandom', check=True)
    matches(daemon.virsh('dumpxml', guest.name), "<rng model='virtio'>.*<address type='pci'")


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def exporter(daemon):
    """-> the address of its metrics"""
    port = free_port()
    command = ['prometheus-libvirt-exporter', f'--libvirt.uri={daemon.uri}', f'--web.listen-address=127.0.0.1:{port}']
    with subprocess.Popen(daemon.as_user(command), env=daemon.environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        try:
            yield f'http://127.0.0.1:{port}/metrics'
        finally:
            process.kill()


def scrape(address):
    with contextlib.suppress(urllib.error.URLError):
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.read().decode()
    return None


def case_exporter(daemon, guest):
    guest.define(devices=guest.add_disk())
    guest.start()
    with exporter(daemon) as address:
        text = wait_for(lambda: scrape(address), 'the exporter answers')
    matches(text, r'libvirt_up 1\n')
    label = f'domain="{guest.name}"'
    matches(text, rf'libvirt_domain_info_maximum_memory_bytes{{{label}[^}}]*}} 2.68435456e\+08\n')
    matches(text, rf'libvirt_domain_info_virtual_cpus{{{label}[^}}]*}} 1\n')
    matches(text, rf'libvirt_domain_block_stats_read_bytes_total{{{label}.*target_device="vda"')


def case_read_only(daemon, guest):
    """Looking is allowed; changing, and secrets, are not."""
    guest.define()
    shown = program(daemon, f'''
c = libvirt.openReadOnly(sys.argv[1])
d = c.lookupByName('{guest.name}')
show(d.isActive())
for call in (d.create, d.undefine, lambda: d.setAutostart(1), lambda: c.defineXML(d.XMLDesc()),
             lambda: d.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)):
    show(attempt(call))
''')
    is_equal(shown[0], 0)
    for answer in shown[1:]:
        is_equal(answer[0], 29)
        matches(answer[1], '^operation forbidden: ')


def case_kinds_of_lists(daemon, guest):
    guest.define()
    other = suite.Guest(daemon, 905)
    daemon.virsh('create', other.file(), '--paused')
    is_equal(program(daemon, '''
show([c.numOfDomains(), c.numOfDefinedDomains()])
show(c.listDefinedDomains())
show([c.lookupByID(number).name() for number in c.listDomainsID()])
show(sorted(d.name() for d in c.listAllDomains()))
'''), [[1, 1], [guest.name], [other.name], sorted([guest.name, other.name])])


def case_of_the_connection(daemon, guest):
    is_equal(program(daemon, '''
show(c.getType())
show([c.isAlive(), c.isSecure(), c.isEncrypted()])
'''), ['QEMU', [1, 1, 0]])


@only('pseries', 'stock is the libvirt that it is')
def case_version_of_libvirt(daemon, guest):
    """The yardstick's, whatever we are built with."""
    is_equal(value(daemon, 'c.getLibVersion()'), 11003000)
    matches(daemon.virsh('version', '--daemon'), 'Running against daemon: 11.3.0')


@only('pseries', 'stock looks for an emulator of the host, which is none of ppc64')
def case_version(daemon, guest):
    is_equal(value(daemon, 'c.getVersion() >= 7002000'), True)


def case_of_a_guest(daemon, guest):
    guest.define()
    is_equal(program(daemon, f'''
d = c.lookupByName('{guest.name}')
show([d.isActive(), d.isPersistent(), d.isUpdated(), d.autostart()])
show(d.OSType())
show(d.maxMemory())
show(d.create())
show(d.maxVcpus())
show([d.isActive(), d.isPersistent(), d.isUpdated()])
show(c.lookupByUUIDString(d.UUIDString()).ID() == c.lookupByName(d.name()).ID() != -1)
show(d.destroyFlags(0))
'''), [[0, 1, 0, 0], 'hvm', 262144, 0, 1, [1, 1, 0], True, 0])


def case_keepalive_and_close(daemon, guest):
    """A client asks for keepalive, and is told when the daemon goes away."""
    with subprocess.Popen(daemon.as_client(['/usr/bin/python3', '-c', '''
import sys, libvirt
libvirt.virEventRegisterDefaultImpl()
c = libvirt.open(sys.argv[1])
reasons = []
c.registerCloseCallback(lambda connection, reason, _: reasons.append(reason), None)
print(c.setKeepAlive(1, 3), flush=True)
while not reasons:
    libvirt.virEventRunDefaultImpl()
print(reasons[0] in (libvirt.VIR_CONNECT_CLOSE_REASON_EOF, libvirt.VIR_CONNECT_CLOSE_REASON_ERROR))
''', daemon.uri]), env=daemon.environment, stdout=subprocess.PIPE, text=True) as client:
        is_equal(client.stdout.readline(), '0\n')
        import time
        time.sleep(4)
        is_equal(client.poll(), None)
        daemon.stop()
        daemon.start()
        is_equal(client.communicate(timeout=30)[0], 'True\n')


def case_lists_of_others(daemon, guest):
    """Networks and pools, of which this session has none."""
    for what in ('Networks', 'StoragePools'):
        number = value(daemon, f'c.numOf{what}()')
        if daemon.is_stock_since(11) and number == [3, f'this function is not supported by the connection driver: virConnectNumOf{what}']:
            continue  # its driver is a package of its own, and that of networks does not start without a firewall
        is_equal(number, 0)
        is_equal(program(daemon, f'show([c.numOfDefined{what}(), c.list{what}(), c.listDefined{what}(), c.listAll{what}()])'),
                 [[0, [], [], []]])


def case_what_a_guest_has_none_of(daemon, guest):
    guest.define().start('--paused')
    is_equal(program(daemon, f'''
d = c.lookupByName('{guest.name}')
show([d.hasCurrentSnapshot(), d.listAllSnapshots(), d.listAllCheckpoints(), d.hasManagedSaveImage()])
show(d.jobStats())
'''), [[0, [], [], 0], {'type': 0}])


def case_maximum_memory(daemon, guest):
    guest.define()
    is_equal(program(daemon, f'''
d = c.lookupByName('{guest.name}')
show([d.setMaxMemory(524288), d.maxMemory()])
show(attempt(lambda: d.setMaxMemory(0)))
''')[0], [0, 524288])


def case_time_of_the_processors(daemon, guest):
    """libvirt 9.0 counts it by control groups, of which a session has none."""
    guest.define().start()
    times = value(daemon, f"c.lookupByName('{guest.name}').getCPUStats(True)")
    if daemon.peer == 'stock' and not daemon.is_stock_since(11):
        is_equal(times, [55, 'Requested operation is not valid: cgroup CPUACCT controller is not mounted'])
    else:
        is_equal(sorted(times[0]), ['cpu_time', 'system_time', 'user_time'])


@only('pseries', 'stock has networks')
def case_not_of_this_driver(daemon, guest):
    """There is no daemon that has them: code 3, which clients know how to live with."""
    code, message = value(daemon, "c.networkDefineXML('<network/>')")
    is_equal(code, 3)
    matches(message, '^this function is not supported by the connection driver: virNetworkDefineXML: .*libvirtd')


if __name__ == '__main__':
    sys.exit(suite.main())
