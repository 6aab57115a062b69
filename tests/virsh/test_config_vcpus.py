#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""vCPUs, I/O threads and pins of a guest that is off (see pair.py)."""
import sys

import pair
from pair import GUEST, Series


def document(vcpu="<vcpu current='2'>4</vcpu>", cpu='', disk=''):
    return pair.HEAD + f'''<memory unit='GiB'>1</memory>{vcpu}<os><type arch='ppc64le' machine='pseries'>hvm</type></os>{cpu}
<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/>{disk}<serial type='pty'/></devices></domain>'''


CELL = "<cpu><numa><cell id='0' cpus='0-3' memory='1' unit='GiB'/></numa></cpu>"
TOPOLOGY = "<cpu><topology sockets='1' cores='4' threads='1'/></cpu>"


def counts(*pairs):
    return [f'd.setVcpusFlags({n}, {flags})' for n, flags in pairs]


COUNT = counts((3, 2), (8, 2), (8, 6), (2, 6), (1, 2), (4, 0), (3, 1), (3, 8), (3, 18), (3, 64), (3, 10), (0, 2), (6, 4), (3, 6)) + [
    'd.setVcpus(3)', 'd.vcpusFlags(2)', 'd.vcpusFlags(6)', 'd.setVcpusFlags(2, 2)', 'd.setVcpusFlags(3, 18)', 'd.setVcpusFlags(1, 2)']
STATE = ["d.setVcpu('1', 1, 2)", "d.setVcpu('2-3', 1, 2)", "d.setVcpu('0', 0, 2)", "d.setVcpu('3', 0, 2)", "d.setVcpu('19', 1, 2)",
         "d.setVcpu('1-x', 1, 2)", "d.setVcpu('', 1, 2)", "d.setVcpu('1', 1, 1)", "d.setVcpu('1', 1, 4)", "d.setVcpu('1-2', 0, 2)",
         "d.setVcpu('1-3', 1, 0)", 'd.setVcpusFlags(2, 2)', 'd.setVcpusFlags(3, 2)', 'd.setVcpusFlags(4, 2)', 'd.setVcpusFlags(3, 6)']
GROWN = "d.setVcpusFlags(6, 6)"

PINS = ['d.pinVcpuFlags(3, (False, True), 2)', 'd.pinVcpuFlags(0, (True, False), 2)', 'd.pinVcpuFlags(1, (True, True), 2)',
        'd.pinVcpuFlags(9, (True, True), 2)', 'd.pinVcpuFlags(1, (False, False), 2)', 'd.pinVcpuFlags(0, (False, True), 0)',
        'd.pinVcpu(0, (True, False))', 'd.pinVcpuFlags(0, (True, False), 1)', 'd.pinVcpuFlags(0, (True, False), 4)', 'd.vcpuPinInfo(2)',
        'd.pinEmulator((False, True), 2)', 'd.pinEmulator((True, True), 2)', 'd.pinEmulator((False, False), 2)', 'd.emulatorPinInfo(2)',
        'd.pinEmulator((True, False), 1)', 'd.pinEmulator((True, False), 4)', 'd.setVcpusFlags(2, 6)', 'd.vcpuPinInfo(0)']

THREADS = ['d.ioThreadInfo(2)', 'd.pinIOThread(1, (True, False), 2)', 'd.addIOThread(1, 2)', 'd.addIOThread(1, 2)', 'd.addIOThread(5, 2)',
           'd.addIOThread(3, 0)', 'd.addIOThread(0, 2)', 'd.addIOThread(7, 1)', 'd.addIOThread(7, 4)', 'd.ioThreadInfo(0)',
           'd.ioThreadInfo(1)', 'd.ioThreadInfo(8)', 'd.pinIOThread(5, (True, False), 2)', 'd.pinIOThread(1, (False, True), 2)',
           'd.pinIOThread(5, (False, False), 2)', 'd.pinIOThread(77, (False, True), 2)', 'd.pinIOThread(5, (True, True), 0)',
           'd.pinIOThread(5, (True, True), 1)', 'd.ioThreadInfo(2)', 'd.delIOThread(5, 2)', 'd.delIOThread(5, 2)', 'd.delIOThread(0, 2)',
           'd.delIOThread(3, 1)', 'd.delIOThread(1, 0)', 'd.delIOThread(3, 2)', 'd.ioThreadInfo(2)']
POOLS = ['d.addIOThread(5, 2)'] + [f'd.setIOThreadParams({id}, {params}, {flags})' for id, params, flags in [
    (5, {'thread_pool_min': 3}, 2), (5, {'thread_pool_max': 8}, 2), (5, {'thread_pool_min': 4}, 2), (5, {'thread_pool_min': 9}, 2),
    (5, {'thread_pool_min': -1, 'thread_pool_max': -1}, 2), (5, {'poll_max_ns': 100}, 2), (5, {'poll_grow': 3}, 2), (5, {'poll_max_ns': 0, 'poll_shrink': 4}, 2),
    (5, {'poll_grow': 4294967295}, 2), (5, {'poll_max_ns': 9223372036854775807}, 0), (5, {'poll_max_ns': 70, 'thread_pool_min': 9}, 2),
    (99, {'poll_max_ns': 70}, 2), (5, {'poll_max_ns': 70}, 1), (5, {'nonsense': 1}, 2), (5, {'poll_weight': 3}, 2),
    (5, {'thread_pool_max': -3}, 2), (99, {'thread_pool_max': 3}, 2), (0, {'thread_pool_max': 3}, 2), (5, {'thread_pool_max': 3}, 1)]]
USED = "<disk type='file' device='disk'><driver name='qemu' type='raw' iothread='2'/><source file='/var/tmp/a.img'/><target dev='vda' bus='virtio'/></disk>"
USED_BY_CONTROLLER = "<controller type='scsi' index='0' model='virtio-scsi'><driver iothread='2'/></controller>"
WITH_COUNT = "<vcpu>1</vcpu><iothreads>2</iothreads>"
IN_USE = ['d.ioThreadInfo(2)', 'd.delIOThread(2, 2)', 'd.addIOThread(5, 2)', 'd.delIOThread(1, 2)', 'd.delIOThread(2, 2)']

VIRSH = [['setvcpus', GUEST, '3', '--config'], ['setvcpus', GUEST, '8', '--maximum', '--config'], ['vcpucount', GUEST],
         ['vcpupin', GUEST, '0', '0', '--config'], ['vcpupin', GUEST, '--config'],
         ['emulatorpin', GUEST, '0-1', '--config'], ['emulatorpin', GUEST, '--config'], ['iothreadadd', GUEST, '1', '--config'],
         ['iothreadpin', GUEST, '1', '1', '--config'], ['iothreadinfo', GUEST, '--config'],
         ['iothreadset', GUEST, '1', '--thread-pool-max', '4', '--config'],
         ['iothreadset', GUEST, '1', '--poll-max-ns', '7', '--poll-grow', '8', '--poll-shrink', '9', '--config'], ['iothreaddel', GUEST, '1', '--config'],
         ['setvcpus', GUEST, '2', '--live'], ['setvcpus', GUEST, '2'], ['setvcpus', GUEST, '20', '--config'],
         ['setvcpu', GUEST, '4', '--enable', '--config']]
TOO_LONG = "d.setIOThreadParams(5, {'poll_max_ns': 9223372036854775808}, 2)"
NEW_IN_A_LIST = ("hotpluggable: ours has 'yes', stock nothing", 'stock forgets to complete new vCPUs until its daemon is started again')

SERIES = {
    'count': Series(document(), COUNT),
    'count with a node': Series(document(cpu=CELL), counts((8, 6), (6, 6), (3, 2), (8, 2))),
    'count with a topology': Series(document(vcpu='<vcpu>4</vcpu>', cpu=TOPOLOGY), counts((8, 6), (4, 6), (2, 2), (3, 18))),
    'single ones': Series(document(), STATE),
    'grown list': Series(document(), ["d.setVcpu('3', 1, 2)", GROWN], {GROWN: NEW_IN_A_LIST}),
    'pins': Series(document(), PINS),
    'iothreads': Series(document(), THREADS),
    'pools of iothreads': Series(document(), POOLS),
    'poll of an iothread out of range': Series(document(), ['d.addIOThread(5, 2)', TOO_LONG],
                                               {TOO_LONG: ('67, .*poll_max_ns|/iothread/poll', 'QEMU refuses it at start')}),
    'iothread of a disk': Series(document(vcpu=WITH_COUNT, disk=USED), IN_USE),
    'iothread of a controller': Series(document(vcpu=WITH_COUNT, disk=USED_BY_CONTROLLER), IN_USE),
    'virsh': Series(document(), VIRSH),
}

if __name__ == '__main__':
    sys.exit(pair.main(SERIES))
