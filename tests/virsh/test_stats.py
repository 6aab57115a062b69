#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is counted of a guest, and what can be tuned of it."""
import contextlib
import glob
import os
import sys

import suite
import wire
from client import program, value
from harness import wait_for
from suite import is_equal, matches, only
from wire import Wire, integer, string

USER_NIC = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"


def started(guest, **changes):
    guest.define(devices=guest.add_disk() + USER_NIC, **changes).start()
    return f"c.lookupByName('{guest.name}')"


def case_info(daemon, guest):
    state, maximum, memory, vcpus, cpu_time = value(daemon, started(guest) + '.info()')
    is_equal([state, maximum, memory, vcpus], [1, 262144, 262144, 1])
    assert cpu_time > 0


def case_memory_stats(daemon, guest):
    stats = value(daemon, started(guest) + '.memoryStats()')
    is_equal(stats['actual'], 262144)
    assert stats['rss'] > 10000, stats
    matches(daemon.virsh('dommemstat', guest.name), r'actual 262144\n.*rss \d+')


def case_memory_stats_period(daemon, guest):
    started(guest)
    daemon.virsh('dommemstat', guest.name, '--period', '2', '--live')
    matches(daemon.virsh('dumpxml', guest.name), "<stats period='2'/>")
    daemon.virsh('dommemstat', guest.name, '--period', '3', '--config')
    matches(daemon.virsh('dumpxml', guest.name, '--inactive'), "<stats period='3'/>")


def case_block_stats(daemon, guest):
    domain = started(guest)
    for name in ('vda', guest.disk):
        stats = value(daemon, domain + f".blockStats('{name}')")
        is_equal(stats[4], -1)
        assert all(number >= 0 for number in stats[:4]), stats
    names = ['rd_bytes', 'rd_operations', 'rd_total_times', 'wr_bytes', 'wr_operations', 'wr_total_times',
             'flush_operations', 'flush_total_times']
    is_equal(sorted(value(daemon, domain + ".blockStatsFlags('vda')")), sorted(names))
    matches(daemon.virsh('domblkstat', guest.name, 'vda'), r'vda rd_req \d+\nvda rd_bytes \d+')
    is_equal(value(daemon, domain + ".blockStats('sdq')"), [8, 'invalid argument: invalid path: sdq'])


def case_block_stats_count_reads(daemon, guest):
    """The firmware looks for something to boot on the disk."""
    domain = started(guest)
    wait_for(lambda: value(daemon, domain + ".blockStats('vda')")[0] > 0, 'the firmware reads the disk')


def case_block_info(daemon, guest):
    domain = started(guest)
    is_equal(value(daemon, domain + ".blockInfo('vda')")[0], 8 << 20)
    is_equal(value(daemon, domain + ".blockInfo('vda')")[2], 8 << 20)
    matches(daemon.virsh('domblkinfo', guest.name, 'vda'), r'Capacity: +8388608\nAllocation: +0\nPhysical: +8388608')


def case_block_info_when_off(daemon, guest):
    guest.define(devices=guest.add_disk())
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').blockInfo('vda')"), [8 << 20, 0, 8 << 20])
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').blockInfo('vdz')"),
             [8, "invalid argument: invalid path vdz not assigned to domain"])


def case_lists_of_devices(daemon, guest):
    started(guest)
    matches(daemon.virsh('domblklist', guest.name), rf'vda +{guest.disk}')
    matches(daemon.virsh('domblklist', guest.name, '--details'), rf'file +disk +vda +{guest.disk}')
    matches(daemon.virsh('domiflist', guest.name), r'- +user +- +virtio +52:54:00:00:00:01')


def case_interface_stats(daemon, guest):
    domain = started(guest)
    is_equal(value(daemon, domain + ".interfaceStats('vnet77')"),
             [8, "invalid argument: 'vnet77' is not a known interface"])


def case_vcpus(daemon, guest):
    domain = started(guest)
    infos, maps = value(daemon, domain + '.vcpus()')
    is_equal([len(infos), len(maps)], [1, 1])
    is_equal(infos[0][:2], [0, 1])
    matches(daemon.virsh('vcpuinfo', guest.name), r'VCPU: +0\nCPU: +\d+\nState: +running\nCPU time: +[\d.]+s')
    is_equal(daemon.virsh('vcpucount', guest.name, '--current', '--live'), '1')
    is_equal(daemon.virsh('vcpucount', guest.name, '--maximum', '--config'), '1')
    is_equal(value(daemon, domain + '.maxVcpus()'), 1)


def case_vcpus_when_off(daemon, guest):
    guest.define()
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').vcpus()"),
             [55, 'Requested operation is not valid: cannot retrieve vcpu information for inactive domain'])


def case_pinning(daemon, guest):
    started(guest)
    matches(daemon.virsh('vcpupin', guest.name), r'VCPU +CPU Affinity\n-+\n +0 +0')
    matches(daemon.virsh('emulatorpin', guest.name), r'emulator: +CPU Affinity\n-+\n +\*: 0')


PINS = """
  <iothreads>1</iothreads>
  <cputune><vcpupin vcpu='1' cpuset='{1}'/><emulatorpin cpuset='{1}'/><iothreadpin iothread='1' cpuset='{0}'/></cputune>"""


def cpus_of_threads(pid):
    """-> name of each of QEMU's threads -> the CPUs that it may run on"""
    cpus = {}
    for status in glob.glob(f'/proc/{pid}/task/*/status'):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(status, encoding='utf-8') as file:
            lines = dict(line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line)
            cpus.setdefault(lines['Name'], set()).add(lines['Cpus_allowed_list'])
    return cpus


def define_pinned(daemon, guest, first, second):
    text = guest.xml(head=PINS.format(first, second)).replace('<vcpu>1<', f"<vcpu cpuset='{first}'>2<")
    daemon.virsh('define', daemon.write('pinned.xml', text))


def case_pins_of_threads(daemon, guest):
    """Each kind of thread is bound where the document says; one that it does not name, where <vcpu> says."""
    first, second = (sorted(os.sched_getaffinity(0)) * 2)[:2]
    define_pinned(daemon, guest, first, second)
    wanted = rf'-\n +0 +{first}\n +1 +{second}$'
    matches(daemon.virsh('vcpupin', guest.name), wanted)
    guest.start('--paused')
    pid, = daemon.qemus()
    cpus = cpus_of_threads(pid)
    is_equal(cpus.pop('CPU 0/TCG'), {str(first)})
    is_equal(cpus.pop('CPU 1/TCG'), {str(second)})
    is_equal(cpus.pop('IO iothread1'), {str(first)})
    is_equal(set.union(*cpus.values()), {str(second)})
    for flag in ('--live', '--config'):
        matches(daemon.virsh('vcpupin', guest.name, flag), wanted)
        matches(daemon.virsh('emulatorpin', guest.name, flag), rf'\*: +{second}$')
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').vcpus()")[1],
             [[cpu == wanted for cpu in range(os.cpu_count())] for wanted in (first, second)])


def case_pin_to_a_cpu_that_there_is_not(daemon, guest):
    define_pinned(daemon, guest, 0, 1023)
    matches(daemon.virsh_error('start', guest.name),
            'cannot set CPU affinity on process [0-9]+: Invalid argument|the host has none of these CPUs')
    is_equal(daemon.qemus(), [])


def case_all_stats(daemon, guest):
    started(guest)
    stats = program(daemon, '''
        show([[domain.name(), stats] for domain, stats in c.getAllDomainStats()])''')[0]
    is_equal(stats[0][0], guest.name)
    own = stats[0][1]
    for name, wanted in [('state.state', 1), ('state.reason', 1), ('balloon.current', 262144),
                         ('balloon.maximum', 262144), ('vcpu.current', 1), ('vcpu.maximum', 1),
                         ('vcpu.0.state', 1), ('net.count', 1), ('block.count', 1), ('block.0.name', 'vda'),
                         ('block.0.path', guest.disk), ('block.0.capacity', 8 << 20)]:
        is_equal(own.get(name), wanted)
    for name in ('cpu.time', 'cpu.user', 'cpu.system', 'vcpu.0.time', 'block.0.rd.reqs', 'block.0.wr.bytes',
                 'block.0.fl.times', 'balloon.rss'):
        assert own.get(name, -1) >= 0, f'{name}: {own.get(name)}'


def case_all_stats_of_some(daemon, guest):
    guest.define()
    other = suite.Guest(daemon, 903)
    daemon.virsh('define', other.file())
    text = daemon.virsh('domstats', '--state', guest.name)
    is_equal(text, f"Domain: '{guest.name}'\n  state.state=5\n  state.reason=0")
    is_equal(daemon.virsh('domstats', '--state', '--list-active'), '')
    matches(daemon.virsh('domstats', '--vcpu', '--list-inactive'), r'vcpu\.maximum=1')


def case_set_memory(daemon, guest):
    domain = started(guest)
    is_equal(value(daemon, domain + '.setMemory(524288)'),
             [8, 'invalid argument: cannot set memory higher than max memory'])
    daemon.virsh('setmem', guest.name, '200MiB', '--config')
    matches(daemon.virsh('dumpxml', guest.name, '--inactive'), "<currentMemory unit='KiB'>204800<")
    matches(daemon.virsh('dumpxml', guest.name), "<currentMemory unit='KiB'>262144<")


def case_set_maximum_memory(daemon, guest):
    guest.define()
    daemon.virsh('setmaxmem', guest.name, '512MiB', '--config')
    matches(daemon.virsh('dumpxml', guest.name), "<memory unit='KiB'>524288<")
    guest.start()
    matches(daemon.virsh_error('setmaxmem', guest.name, '256MiB', '--live'),
            'cannot resize the maximum memory on an active domain')


@only('pseries', 'stock needs a control group of the guest')
def case_cpu_stats(daemon, guest):
    """From the times of QEMU's process; there are none by CPU, and clients ask first whether there are."""
    domain = started(guest)
    printed = daemon.virsh('cpu-stats', guest.name)
    matches(printed, r'^No per-CPU stats available\s*Total:\s+cpu_time +\d+\.\d{9} seconds\s+user_time ')
    total, = value(daemon, domain + '.getCPUStats(True)')
    is_equal(sorted(total), ['cpu_time', 'system_time', 'user_time'])
    is_equal(total['cpu_time'], total['user_time'] + total['system_time'])
    wait_for(lambda: value(daemon, domain + '.getCPUStats(True)')[0]['cpu_time'] > total['cpu_time'], 'the time grows')
    assert value(daemon, domain + '.info()')[4] >= total['cpu_time']
    daemon.virsh('destroy', guest.name)
    is_equal(value(daemon, domain + '.getCPUStats(True)'),
             [55, 'Requested operation is not valid: domain is not running'])


def case_cpu_stats_arguments(daemon, guest):
    """What libvirt's own library checks before it calls."""
    started(guest)
    reference = string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)
    with Wire(daemon.socket).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session') as connection:
        for numbers, code, told in (
                ((17, -1, 1, 0), 1, 'internal error: nparams too large'), ((0, 0, 129, 0), 1, 'internal error: ncpus too large'),
                ((3, -1, 2, 0), 8, 'ncpus must be 1 when start_cpu is -1'),
                ((0, -2, 1, 0), 8, 'start_cpu in virDomainGetCPUStats must be zero or greater'),
                ((3, 0, 0, 0), 8, 'params in virDomainGetCPUStats must not be NULL'),
                ((3, -1, 1, 1), 8, 'unsupported flags (0x1) in function qemuDomainGetCPUStats')):
            answer = connection.call(wire.DOMAIN_GET_CPU_STATS, reference + b''.join(map(integer, numbers)))
            is_equal((numbers, answer.code, answer.message), (numbers, code, told))


def case_no_job(daemon, guest):
    domain = started(guest)
    is_equal(value(daemon, domain + '.jobInfo()'), [0] * 12)
    is_equal(value(daemon, domain + '.abortJob()'),
             [55, 'Requested operation is not valid: no job is active on the domain'])
    is_equal(daemon.virsh('domcontrol', guest.name), 'ok')
    daemon.virsh('destroy', guest.name)
    is_equal(value(daemon, domain + '.jobInfo()'),
             [55, 'Requested operation is not valid: domain is not running'])


def case_nothing_wrong(daemon, guest):
    domain = started(guest)
    is_equal(value(daemon, domain + '.diskErrors()'), {})
    is_equal(value(daemon, domain + '.messages()'), [])
    is_equal(daemon.virsh('domblkerror', guest.name), 'No errors found')


if __name__ == '__main__':
    sys.exit(suite.main())
