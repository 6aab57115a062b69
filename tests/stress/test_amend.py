#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random amendments of every accepted fixture: each is refused and changes nothing, or a daemon that is started again has it.

    test_amend.py VIRTPSERIESD

What was acknowledged is there again word for word, and defining it once more changes nothing.  PSERIES_STRESS=full takes
all fixtures, otherwise each twelfth.  PSERIES_SEED names the amendments again.
"""
import json
import os
import sys
import time

import test_fixtures as fixtures
from setting import amount

import client
import harness

N_AMENDMENTS = amount(20, 40)

AMEND = r'''
import random
names = ('title', 'a <b> & "c"', '', "d'e")
flags = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
CONFIG = libvirt.VIR_DOMAIN_AFFECT_CONFIG
def sizes(guest):
    size, current = guest.info()[1:3]
    near = [size - 1, size, size + 1, size // 2, size * 2, current, current // 3, 1 << 20, 1, 0, 1 << 40, (1 << 53) + 1]
    return near + [draw.randrange(1, 1 << 26) for _ in range(3)]
def amendments(guest, name):
    kib = max(draw.choice(sizes(guest)), 0)
    text = draw.choice(names)
    return [
        lambda: guest.setMemoryFlags(kib, CONFIG | libvirt.VIR_DOMAIN_MEM_MAXIMUM),
        lambda: guest.setMemoryFlags(kib, CONFIG),
        lambda: guest.setMemoryStatsPeriod(draw.choice([-1, 0, 1, 5, 2147483647]), CONFIG),
        lambda: guest.setMetadata(draw.choice([libvirt.VIR_DOMAIN_METADATA_TITLE, libvirt.VIR_DOMAIN_METADATA_DESCRIPTION]),
                                  text, None, None, CONFIG),
        lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, draw.choice([None, '<a/>', "<b c='d'>e</b>"]),
                                  'k', f'urn:{draw.randrange(3)}', CONFIG),
        lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, draw.choice(
            [None, '<pci/>', "<pci profile='papr'/>", "<pci profile='none'/>", "<pci allocation='driver'/>"]),
            'pseries', 'urn:libvirt-pseries:domain:1.0', CONFIG),
        lambda: action(guest, draw.randrange(4), draw.randrange(7)),
        lambda: guest.setAutostart(draw.randrange(2)),
        lambda: guest.setVcpusFlags(draw.randrange(1, 12), CONFIG | draw.choice([0, 0, 16, libvirt.VIR_DOMAIN_VCPU_MAXIMUM])),
        lambda: guest.setVcpu(draw.choice(['1', '0', '2-3', '1,3', '7', 'x']), draw.randrange(2), CONFIG),
        lambda: guest.pinVcpuFlags(draw.randrange(6), cpus(), CONFIG),
        lambda: guest.pinEmulator(cpus(), CONFIG),
        lambda: guest.addIOThread(draw.randrange(6), CONFIG),
        lambda: guest.delIOThread(draw.randrange(1, 6), CONFIG),
        lambda: guest.pinIOThread(draw.randrange(1, 6), cpus(), CONFIG),
        lambda: guest.setIOThreadParams(draw.randrange(1, 6), {'thread_pool_max': draw.choice([-1, 0, 5, -7])}, CONFIG),
        lambda: guest.setSchedulerParametersFlags({draw.choice(['cpu_shares', 'vcpu_period', 'emulator_period']): number()}, CONFIG),
        lambda: guest.setSchedulerParametersFlags({draw.choice(['vcpu_quota', 'global_quota']): number() * draw.choice([1, -1])}, CONFIG),
        lambda: guest.setMemoryParameters({draw.choice(['hard_limit', 'soft_limit', 'swap_hard_limit']): number()}, CONFIG),
        lambda: guest.setBlkioParameters({'weight': number() & 0xffffffff}, CONFIG),
        lambda: guest.setBlkioParameters({'device_' + draw.choice(['weight', 'read_iops_sec']): draw.choice(['/a,5', '/a,0,/b,7', ',', ',5', 'x'])}, CONFIG),
        lambda: guest.setNumaParameters({'numa_mode': draw.randrange(5), 'numa_nodeset': draw.choice(['0', '0-1', 'x'])}, CONFIG),
        lambda: guest.setBlockIoTune(draw.choice(disks(guest)), {limit(): number(), limit(): number()}, CONFIG),
        lambda: guest.setBlockIoTune(draw.choice(disks(guest)), {'group_name': draw.choice(['', 'g', 'a b'])}, CONFIG),
        lambda: guest.setInterfaceParameters(draw.choice(macs(guest)), {draw.choice(['inbound.average', 'outbound.average', 'inbound.floor']): number() & 0xffffffff}, CONFIG),
        lambda: guest.attachDeviceFlags(draw.choice(DEVICES), CONFIG),
        lambda: guest.attachDeviceFlags(draw.choice(DEVICES), CONFIG),
        lambda: guest.detachDeviceFlags(draw.choice(devices(guest)), CONFIG),
        lambda: guest.updateDeviceFlags(draw.choice(devices(guest)), CONFIG),
        lambda: guest.rename(draw.choice([name + '.' + str(draw.randrange(9)), name, '', 'a/b', 'x' * 300, name + ' "q"\'&']), 0),
    ]
DEVICES = ["<interface type='user'/>", "<interface type='user'><model type='e1000e'/></interface>",
           "<disk type='file'><source file='/x'/><target dev='vdx'/></disk>", "<disk type='file'><source file='/x'/><target dev='sdx' bus='scsi'/></disk>",
           "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>", "<controller type='scsi' model='virtio-scsi'/>",
           "<controller type='pci' model='pci-root'/>", "<controller type='pci' model='pci-bridge'/>", "<serial type='pty'/>",
           "<channel type='unix'><target type='virtio' name='x'/></channel>", "<memory model='dimm'><target><size>262144</size><node>0</node></target></memory>",
           "<input type='keyboard' bus='usb'/>", "<watchdog model='i6300esb'/>", "<disk/>", '<gizmo/>', '<interface', '']
def parts(guest, path):
    import xml.etree.ElementTree as ET
    return ET.fromstring(guest.XMLDesc(flags)).findall(path)
def devices(guest):
    import xml.etree.ElementTree as ET
    return [ET.tostring(one, encoding='unicode') for one in parts(guest, 'devices/*') if one.tag != 'emulator'] or ['<disk/>']
def disks(guest):
    return [one.get('dev') for one in parts(guest, 'devices/disk/target')] + ['vdz']
def macs(guest):
    return [one.get('address') for one in parts(guest, 'devices/interface/mac')] + ['00:00:00:00:00:00']
def cpus():
    return tuple(draw.randrange(2) for _ in range(2))
def number():
    return draw.choice([0, 1, 2, 500, 1000, 100000, 1 << 20, 1 << 44, (1 << 53) - 1])
def limit():
    return draw.choice(['total', 'read', 'write']) + draw.choice(['_bytes', '_iops']) + '_sec' + draw.choice(['', '', '_max', '_max_length'])
def action(guest, event, what):
    # The binding for Python has no function for it.
    import subprocess
    words = ['poweroff', 'reboot', 'crash', 'none'][event], \
        ['destroy', 'restart', 'rename-restart', 'preserve', 'coredump-destroy', 'coredump-restart', 'none'][what]
    done = subprocess.run(['virsh', '-c', sys.argv[1], 'set-lifecycle-action', guest.UUIDString(), *words, '--config'],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise libvirt.libvirtError(done.stderr)
def state(guest):
    return [guest.name(), guest.XMLDesc(flags), guest.autostart()]
def work(name, text):
    guest = c.defineXML(text)
    wrong = []
    refused = 0
    for _ in range(int(sys.argv[3])):
        uuid = guest.UUIDString()
        before = state(guest)
        choices = amendments(guest, name)
        number = draw.randrange(len(choices))
        try:
            answer = attempt(choices[number])
        except (TypeError, LookupError, OverflowError) as e:
            answer = [0, 'the binding refuses it: ' + str(e)]
        guest = c.lookupByUUIDString(uuid)
        if isinstance(answer, list):
            refused += 1
            if state(guest) != before:
                wrong.append(f'amendment {number} was refused ({answer}) and has changed the guest')
    return [guest.UUIDString(), state(guest), wrong, refused]
for line in sys.stdin:
    name, text = json.loads(line)
    draw = random.Random(sys.argv[2] + name)
    print(json.dumps([name, attempt(lambda: work(name, text))]), flush=True)
'''

LOOK = r'''
flags = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
def look(uuid):
    guest = c.lookupByUUIDString(uuid)
    found = [guest.name(), guest.XMLDesc(flags), guest.autostart()]
    again = attempt(lambda: c.defineXML(found[1]).XMLDesc(flags))
    return [found, again]
for line in sys.stdin:
    name, uuid = json.loads(line)
    print(json.dumps([name, attempt(lambda: look(uuid))]), flush=True)
'''


def ask(daemon, script, lines, *words):
    """-> name -> what the client says of it"""
    text = ''.join(json.dumps(line) + '\n' for line in lines)
    done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + script, daemon.uri, *words, text=text)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())


def wrong_with(amended, found):
    """-> what may not be; None: nothing"""
    if len(amended) == 2:
        return f'its amendments broke: {amended}'
    _, acknowledged, wrong, _ = amended
    if wrong:
        return '\n'.join(wrong)
    if len(found) != 2 or found[0] != acknowledged:
        return f'acknowledged: {acknowledged}\nafter the restart: {found}'
    if found[1] != acknowledged[1]:
        return f'it does not plan to itself: {found}'
    return None


def main():
    seed = os.environ.get('PSERIES_SEED') or str(time.time_ns())
    harness.CALL_SECONDS = 1200
    is_clean = True
    with harness.Daemon('pseries', sys.argv[1]) as daemon:
        guests = fixtures.documents(daemon)
        print(f'1..{len(guests) + 1}\n# seed {seed}', flush=True)
        amended = ask(daemon, AMEND, guests.items(), seed, str(N_AMENDMENTS))
        daemon.stop()
        daemon.start()
        found = ask(daemon, LOOK, [(name, said[0]) for name, said in amended.items()])
        for number, name in enumerate(guests, 1):
            wrong = wrong_with(amended[name], found[name])
            is_clean = is_clean and wrong is None
            print(f"{'ok' if wrong is None else 'not ok'} {number} - {name}", 'amended and kept')
            if wrong is not None:
                print('# ' + wrong.replace('\n', '\n# '))
        # An amendment that is always refused would pass all of the above.
        n_refused = sum(said[3] for said in amended.values() if len(said) == 4)
        is_mixed = len(guests) < n_refused < len(guests) * N_AMENDMENTS * 0.7
        is_clean = is_clean and is_mixed
        print(f"{'ok' if is_mixed else 'not ok'} {len(guests) + 1} - some are made and some refused ({n_refused} of "
              f'{len(guests) * N_AMENDMENTS})')
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
