#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Limits of a guest that is off: schedinfo, memtune, blkiotune, numatune, blkdeviotune, domiftune (see pair.py)."""
import sys

import pair
from pair import GUEST, Series

CONFIG = '2'
DOCUMENT = pair.HEAD + '''<memory unit='GiB'>1</memory><vcpu>2</vcpu><os><type arch='ppc64le' machine='pseries'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/>
<disk type='file' device='disk'><source file='/var/tmp/a.img'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='disk'><source file='/var/tmp/b.img'/><target dev='vdb' bus='virtio'/></disk>
<interface type='user'><mac address='52:54:00:11:00:01'/><model type='virtio'/></interface>
<interface type='ethernet'><mac address='52:54:00:11:00:03'/><model type='virtio'/><target dev='tap7'/></interface>
<serial type='pty'/></devices></domain>'''


def calls(function, values, device=None, flags=CONFIG):
    """-> steps: set@function of each of @values, and what is read afterwards"""
    name = f'{device!r}, ' if device else ''
    steps = []
    for value in values:
        steps += [f'd.set{function}({name}{value!r}, {flags})', f'd.{READERS[function]}({name}{CONFIG})']
    return steps


READERS = {'SchedulerParametersFlags': 'schedulerParametersFlags', 'MemoryParameters': 'memoryParameters',
           'BlkioParameters': 'blkioParameters', 'NumaParameters': 'numaParameters', 'BlockIoTune': 'blockIoTune',
           'InterfaceParameters': 'interfaceParameters'}

SCHEDULER = calls('SchedulerParametersFlags', [
    {'cpu_shares': 512}, {'cpu_shares': 0}, {'vcpu_period': 100000, 'vcpu_quota': 50000}, {'vcpu_quota': -1}, {'vcpu_quota': 0},
    {'vcpu_period': 0}, {'vcpu_period': 10}, {'vcpu_quota': 10}, {'vcpu_quota': 17592186044416}, {'vcpu_quota': -10},
    {'global_period': 100000, 'global_quota': 50000}, {'emulator_period': 100000, 'emulator_quota': 50000},
    {'iothread_period': 100000, 'iothread_quota': 50000}, {'global_period': 10}, {'emulator_quota': 10}])

MEMORY = calls('MemoryParameters', [
    {'hard_limit': 4000000}, {'soft_limit': 2000000}, {'swap_hard_limit': 3000000}, {'swap_hard_limit': 5000000},
    {'hard_limit': 6000000}, {'hard_limit': 9007199254740991}, {'soft_limit': 9007199254740991},
    {'hard_limit': 1000, 'swap_hard_limit': 2000, 'soft_limit': 5}, {'hard_limit': 0}])

BLOCK = calls('BlkioParameters', [
    {'weight': 500}, {'weight': 0}, {'weight': 5}, {'weight': 1001}, {'device_weight': '/dev/sda,500'},
    {'device_weight': '/dev/sdb,300,/dev/sdc,0'}, {'device_weight': '/dev/sdb'}, {'device_weight': '/dev/sdb,x'}, {'device_weight': ''},
    {'device_read_bytes_sec': '/dev/sda,1000000'}, {'device_write_bytes_sec': '/dev/sda,2000000,/dev/sdc,7'},
    {'device_read_iops_sec': '/dev/sda,100'}, {'device_write_iops_sec': '/dev/sda,-200'}, {'device_write_iops_sec': '/dev/sda,0'}])

NUMA = calls('NumaParameters', [
    {'numa_mode': 2}, {'numa_nodeset': '0'}, {'numa_nodeset': '0-1'}, {'numa_nodeset': '1,3,5-7'}, {'numa_mode': 2}, {'numa_mode': 1},
    {'numa_mode': 3}, {'numa_mode': 0, 'numa_nodeset': '64'}, {'numa_mode': 9}, {'numa_nodeset': ''}, {'numa_nodeset': 'x'}])

DISK = calls('BlockIoTune', [
    {'total_bytes_sec': 1000000}, {'read_iops_sec': 100}, {'read_bytes_sec': 1000}, {'total_bytes_sec': 0, 'read_bytes_sec': 1000},
    {'read_bytes_sec_max': 2000}, {'read_bytes_sec_max_length': 3}, {'size_iops_sec': 4096}, {'group_name': 'g1'},
    {'total_bytes_sec': 1125899906842625}, {'read_bytes_sec_max': 0, 'read_bytes_sec_max_length': 0}], 'vda')
DISK_GROUP = DISK + calls('BlockIoTune', [{'group_name': 'g1'}, {'group_name': 'g1', 'total_iops_sec': 7},
                                          {'group_name': 'g2', 'total_iops_sec': 9}], 'vdb') + [
    "d.blockIoTune('vda', 2)", "d.blockIoTune('vdz', 2)", "d.setBlockIoTune('vdz', {'total_iops_sec': 5}, 2)",
    "d.setBlockIoTune('/var/tmp/a.img', {'total_iops_sec': 5}, 2)"]

INTERFACE = calls('InterfaceParameters', [
    {'inbound.average': 100}, {'inbound.peak': 200, 'inbound.burst': 300}, {'inbound.average': 100, 'inbound.peak': 200},
    {'outbound.average': 100, 'outbound.peak': 200, 'outbound.burst': 300}, {'outbound.average': 50}, {'outbound.average': 0},
    {'inbound.peak': 4}], '52:54:00:11:00:03') + calls('InterfaceParameters', [{'inbound.average': 7}], 'tap7') + [
        "d.setInterfaceParameters('52:54:00:11:00:01', {'inbound.average': 100}, 2)",
        "d.setInterfaceParameters('52:54:00:11:00:09', {'inbound.average': 100}, 2)", "d.interfaceParameters('nope', 2)"]

# What is live, what is current, and flags that do not exist, of every call.
SETTERS = [('SchedulerParametersFlags', '', {'cpu_shares': 701}), ('MemoryParameters', '', {'hard_limit': 7}),
           ('BlkioParameters', '', {'weight': 700}), ('NumaParameters', '', {'numa_nodeset': '3'}),
           ('BlockIoTune', "'vda', ", {'total_bytes_sec': 7}), ('InterfaceParameters', "'tap7', ", {'inbound.average': 7})]
FLAGS = [f'd.set{function}({device}{value!r}, {flags})' for function, device, value in SETTERS for flags in (0, 1, 8)] + [
    f'd.{READERS[function]}({device}{flags})' for function, device, _ in SETTERS for flags in (0, 1, 8)] + [
        'd.schedulerType()', 'd.schedulerParameters()', "d.setSchedulerParameters({'cpu_shares': 700})"]

VIRSH = [['schedinfo', GUEST, '--config', '--set', 'cpu_shares=512'], ['schedinfo', GUEST, '--config'],
         ['memtune', GUEST, '--config', '--hard-limit', '4000000'], ['memtune', GUEST, '--config'],
         ['blkiotune', GUEST, '--config', '--weight', '500', '--device-weights', '/dev/sda,200'], ['blkiotune', GUEST, '--config'],
         ['numatune', GUEST, '--config', '--mode', 'interleave', '--nodeset', '0-1'], ['numatune', GUEST, '--config'],
         ['blkdeviotune', GUEST, 'vda', '--config', '--total-bytes-sec', '1000000'], ['blkdeviotune', GUEST, 'vda', '--config'],
         ['domiftune', GUEST, 'tap7', '--config', '--inbound', '100,200,300', '--outbound', '50'], ['domiftune', GUEST, 'tap7', '--config'],
         ['desc', GUEST, '--config', 'a guest'], ['desc', GUEST, '--config', '--title', 'one'], ['desc', GUEST, '--config'],
         ['set-lifecycle-action', GUEST, 'reboot', 'destroy', '--config'], ['set-lifecycle-action', GUEST, 'crash', 'preserve']]

SHARES = "d.setSchedulerParametersFlags({'cpu_shares': 1}, 2)"
BURST = "d.setBlockIoTune('vda', {'read_bytes_sec': 1000, 'read_bytes_sec_max': 500}, 2)"
LENGTH = "d.setBlockIoTune('vda', {'write_bytes_sec_max_length': 3}, 2)"
FLOOR = "d.setInterfaceParameters('tap7', {'inbound.average': 100, 'inbound.floor': 50}, 2)"
NO_AVERAGE = ["d.setInterfaceParameters('tap7', {'inbound.average': 100}, 2)", "d.setInterfaceParameters('tap7', {'inbound.average': 0}, 2)"]
CLEAR = "d.setBlockIoTune('vda', {'total_bytes_sec': 0}, 2)"

SERIES = {
    'scheduler': Series(DOCUMENT, SCHEDULER),
    'memory': Series(DOCUMENT, MEMORY),
    'control groups of disks': Series(DOCUMENT, BLOCK),
    'numa': Series(DOCUMENT, NUMA),
    'disk': Series(DOCUMENT, DISK),
    'group of disks': Series(DOCUMENT, DISK_GROUP),
    'interface': Series(DOCUMENT, INTERFACE),
    'flags': Series(DOCUMENT, FLAGS),
    'virsh': Series(DOCUMENT, VIRSH),
    'shares out of range': Series(DOCUMENT, [SHARES], {SHARES: ('67, .*shares|cputune', 'stock keeps what it then refuses to read')}),
    'burst below its rate': Series(DOCUMENT, [BURST], {BURST: ('67, .*read_bytes_sec_max|iotune', 'QEMU refuses it at start')}),
    'length without a burst': Series(DOCUMENT, [LENGTH], {LENGTH: ('67, .*max_length|iotune', 'QEMU refuses it at start')}),
    'floor without a network': Series(DOCUMENT, [FLOOR], {FLOOR: ('67, .*floor|bandwidth', 'stock keeps what it then refuses to read')}),
    'no limit any more': Series(DOCUMENT, NO_AVERAGE, {NO_AVERAGE[1]: ('bandwidth: only stock has <bandwidth> </bandwidth>', 'an empty element')}),
    'group without limits': Series(DOCUMENT, ["d.setBlockIoTune('vda', {'group_name': 'g', 'total_bytes_sec': 7}, 2)", CLEAR]),
}

if __name__ == '__main__':
    sys.exit(pair.main(SERIES))
