#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is said of the host, and of what guests may have."""
import ast
import os
import re
import socket
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import stock
import suite
from suite import is_equal, matches

SCHEMAS = '/usr/share/libvirt/schemas'  # and the same of the unpacked stock
QEMU = '/usr/bin/qemu-system-ppc64'

PRELUDE = '''
import sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
c = libvirt.open(sys.argv[1])
def attempt(call):
    try:
        print(repr(call()))
    except libvirt.libvirtError as e:
        print(repr(f'{e.get_error_code()} {e.get_error_message()}'))
'''


def ask(daemon, *calls):
    """-> the values of the calls of a connection; of one that fails 'code message'"""
    text = PRELUDE + ''.join(f'attempt(lambda: c.{call})\n' for call in calls)
    done = daemon.run('/usr/bin/python3', '-c', text, daemon.uri, check=True)
    return [ast.literal_eval(line) for line in done.stdout.splitlines()]


def memory_kib(name):
    with open('/proc/meminfo', encoding='ascii') as file:
        return int(next(line.split()[1] for line in file if line.startswith(name + ':')))


def is_valid(daemon, text, name):
    """By each grammar that is here; a stock daemon's by its own."""
    newer = stock.root() or ''
    for root in {'', newer} if daemon.peer == 'pseries' else [newer if daemon.is_unpacked else '']:
        schema = root + SCHEMAS
        with open(f'{schema}/{name}', encoding='utf-8') as file:
            has_clusters = 'cluster_id' in file.read()
        # libvirt 9.0's grammar refuses what later ones require.
        path = daemon.write('caps.xml', text if has_clusters else re.sub(" cluster(s|_id)='[0-9]+'", '', text))
        done = subprocess.run(['xmllint', '--noout', '--relaxng', f'{schema}/{name}', path], capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, done.stderr


def case_hostname(daemon, guest):
    is_equal(daemon.virsh('hostname').split('.')[0], socket.gethostname().split('.')[0])


def case_nodeinfo(daemon, guest):
    (model, memory, cpus, _, cells, sockets, cores, threads), = ask(daemon, 'getInfo()')
    is_equal(model, os.uname().machine)
    is_equal(cpus, os.cpu_count())
    assert 0 < memory <= memory_kib('MemTotal') // 1024 + 1, memory
    assert cells * sockets * cores * threads >= cpus
    matches(daemon.virsh('nodeinfo'), r'CPU\(s\): +\d+\n.*Memory size: +\d+ KiB')


def case_cpu_map(daemon, guest):
    (total, flags, n_online), no_flags = ask(daemon, 'getCPUMap(0)', 'getCPUMap(1)')
    is_equal(n_online, os.cpu_count())
    is_equal(sum(flags), n_online)
    is_equal(len(flags), total)
    is_equal(no_flags, '8 unsupported flags (0x1) in function virHostCPUGetMap')
    matches(daemon.virsh('nodecpumap', '--pretty'), 'CPU map: +0')


def case_cpu_stats(daemon, guest):
    everything, first, none = ask(daemon, 'getCPUStats(-1, 0)', 'getCPUStats(0, 0)', 'getCPUStats(4711, 0)')
    is_equal(list(everything), ['kernel', 'user', 'idle', 'iowait'])
    assert all(everything[name] >= first[name] > 0 for name in ('kernel', 'user', 'idle')), (everything, first)
    assert everything['idle'] % 10 ** 7 == 0, everything
    is_equal(none, '8 Invalid cpuNum in virHostCPUGetStatsLinux')
    matches(daemon.virsh('nodecpustats', '--percent'), r'usage: +[\d.]+%')


def case_memory_stats(daemon, guest):
    everything, cell, none = ask(daemon, 'getMemoryStats(-1, 0)', 'getMemoryStats(0, 0)', 'getMemoryStats(4711, 0)')
    is_equal(list(everything), ['total', 'free', 'buffers', 'cached'])
    is_equal(everything['total'], memory_kib('MemTotal'))
    is_equal(list(cell), ['total', 'free'])
    matches(none, '^8 cellNum in virHostMemGetStats must be less than or equal to ')


def case_free_memory(daemon, guest):
    everything, cells, none = ask(daemon, 'getFreeMemory()', 'getCellsFreeMemory(0, 1024)', 'getCellsFreeMemory(4711, 1)')
    assert abs(everything - sum(cells)) < 2 ** 30, (everything, cells)
    matches(none, '^1 internal error: start cell 4711 out of range')
    matches(daemon.virsh('freecell', '--all'), r'Total: +\d+ KiB')


def case_free_pages(daemon, guest):
    base = os.sysconf('SC_PAGESIZE') // 1024
    some, everywhere, none = ask(daemon, f'getFreePages([{base}], 0, 1, 0)', f'getFreePages([{base}], -1, 1, 0)',
                                 'getFreePages([3], 0, 1, 0)')
    assert some[0][base] > 0 and everywhere[-1][base] > 0
    is_equal(none, '9 operation failed: page size 3 is not available on node 0')
    matches(daemon.virsh('freepages', '--all'), rf'Node 0:\n{base}KiB: \d+')


def case_memory_parameters(daemon, guest):
    parameters, = ask(daemon, 'getMemoryParameters(0)')
    if os.path.isdir('/sys/kernel/mm/ksm'):
        with open('/sys/kernel/mm/ksm/pages_to_scan', encoding='ascii') as file:
            is_equal(parameters['shm_pages_to_scan'], int(file.read()))


def case_security_model(daemon, guest):
    is_equal(ask(daemon, 'getSecurityModel()'), [['none', '0']])


def case_sysinfo_flags(daemon, guest):
    is_equal(ask(daemon, 'getSysinfo(1)'), ['8 unsupported flags (0x1) in function qemuConnectGetSysinfo'])


def case_capabilities(daemon, guest):
    text = daemon.virsh('capabilities')
    # stock tells features of the host's processor by names that its own grammar does not take on some hosts.
    if daemon.peer == 'pseries':
        is_valid(daemon, text, 'capability.rng')
    tree = ElementTree.fromstring(text)
    for name in ('ppc64', 'ppc64le'):
        arch = tree.find(f"guest/arch[@name='{name}']")
        is_equal(arch.findtext('wordsize'), '64')
        alias = arch.find("machine[.='pseries']")
        own = arch.find(f"machine[.='{alias.get('canonical')}']")
        is_equal(alias.get('maxCpus'), own.get('maxCpus'))
    is_equal(len(tree.findall('host/topology/cells/cell/cpus/cpu')), os.cpu_count())
    matches(tree.findtext('host/uuid'), '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')


def cluster_of(cpu):
    try:
        with open(f'/sys/devices/system/cpu/cpu{cpu}/topology/cluster_id', encoding='ascii') as file:
            return str(max(0, int(file.read())))
    except FileNotFoundError:
        return '0'


@suite.only('pseries', 'libvirt 9.0 says nothing of clusters')
def case_clusters(daemon, guest):
    tree = ElementTree.fromstring(daemon.virsh('capabilities'))
    is_equal(tree.find('host/cpu/topology').get('clusters'), '1')
    for cpu in tree.iterfind('host/topology/cells/cell/cpus/cpu'):
        is_equal((cpu.get('id'), cpu.get('cluster_id')), (cpu.get('id'), cluster_of(cpu.get('id'))))


@suite.only('pseries', 'a stock libvirtd has other guests, too, and makes a new uuid where the firmware has none')
def case_capabilities_are_ours(daemon, guest):
    first = ElementTree.fromstring(daemon.virsh('capabilities'))
    for machine in first.iter('machine'):
        matches(machine.text, '^pseries')
    daemon.stop()
    daemon.start()
    is_equal(ElementTree.fromstring(daemon.virsh('capabilities')).findtext('host/uuid'), first.findtext('host/uuid'))


def case_domain_capabilities(daemon, guest):
    text = daemon.virsh('domcapabilities', '--arch', 'ppc64', '--machine', 'pseries')
    is_valid(daemon, text, 'domaincaps.rng')
    tree = ElementTree.fromstring(text)
    is_equal(tree.findtext('path'), QEMU)
    is_equal(tree.findtext('domain'), 'qemu')
    matches(tree.findtext('machine'), r'^pseries-\d')
    is_equal(tree.find('iothreads').get('supported'), 'yes')
    buses = [value.text for value in tree.findall("devices/disk/enum[@name='bus']/value")]
    assert {'virtio', 'scsi', 'usb'} <= set(buses) and 'ide' not in buses, buses
    models = [model.text for model in tree.findall("cpu/mode[@name='custom']/model")]
    assert {'POWER8', 'POWER9'} <= set(models), models


def case_domain_capabilities_refused(daemon, guest):
    wanted = {
        f"'{QEMU}', 'ppc64', 'nope', 'qemu'": f"8 invalid argument: the machine 'nope' is not supported by emulator '{QEMU}'",
        f"'{QEMU}', 'foo', None, None": '8 invalid argument: unknown architecture: foo',
        f"'{QEMU}', 'x86_64', None, None":
            "8 invalid argument: architecture from emulator 'ppc64' doesn't match given architecture 'x86_64'",
        f"'{QEMU}', 'ppc', None, None": f"8 invalid argument: Emulator '{QEMU}' does not support arch 'ppc'",
        "None, 'm68k', None, None": "67 unsupported configuration: unable to find any emulator to serve 'm68k' architecture",
        f"'{QEMU}', 'ppc64', None, 'foo'": '8 invalid argument: unknown virttype: foo',
        f"'{QEMU}', 'ppc64', None, 'xen'": f"8 invalid argument: the accel 'tcg' is not supported by '{QEMU}' on this host",
        "'/nonexistent', 'ppc64', None, None": '38 Cannot check QEMU binary /nonexistent: No such file or directory',
    }
    got = ask(daemon, *(f'getDomainCapabilities({words}, 0)' for words in wanted))
    for words, text in zip(wanted, got):
        is_equal((words, text), (words, wanted[words]))
    is_equal(ask(daemon, "getDomainCapabilities(None, 'ppc64', None, None, 8)"),
             ['8 unsupported flags (0x8) in function qemuConnectGetDomainCapabilities'])


@suite.only('pseries', 'libvirt 9.0 knows none of these flags, 11.3 the first')
def case_domain_capabilities_flags(daemon, guest):
    plain, *others = ask(daemon, *(f"getDomainCapabilities(None, 'ppc64', None, None, {flags})" for flags in (0, 1, 2, 4, 7)))
    for text in others:
        is_equal(text, plain)


def case_cpu_models(daemon, guest):
    models = daemon.virsh('cpu-models', 'ppc64').split()
    assert {'POWER8', 'POWER9', 'POWER10'} <= set(models), models
    is_equal(ask(daemon, "getCPUModelNames('foo', 0)"), ['8 invalid argument: cannot find architecture foo'])
    matches(ask(daemon, "getCPUModelNames('m68k', 0)")[0], "^3 .*'m68k' architecture is not supported by CPU driver")


def case_max_vcpus(daemon, guest):
    is_equal(ask(daemon, "getMaxVcpus('qemu')", 'getMaxVcpus(None)', "getMaxVcpus('foo')"),
             [16, 16, "8 invalid argument: unknown type 'foo'"])


def case_max_vcpus_of_a_guest(daemon, guest):
    guest.define()
    maximum = f"lookupByName('{guest.name}').maxVcpus()"
    is_equal(ask(daemon, maximum), ['55 Requested operation is not valid: domain is not running'])
    guest.start()
    is_equal(ask(daemon, maximum), [1])


if __name__ == '__main__':
    sys.exit(suite.main())
