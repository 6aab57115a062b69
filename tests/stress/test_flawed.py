#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stored definitions of every accepted fixture, damaged at random: each guest is still there, told of, and undefined.

    test_flawed.py VIRTPSERIESD

Elements and attributes are dropped or changed while no daemon runs; then each call that only looks is made of each guest.
PSERIES_STRESS=full does this five times with all fixtures, otherwise once with each twelfth.  PSERIES_SEED names the
damage again.
"""
import json
import os
import random
import sys
import time
import xml.etree.ElementTree as ET

import test_fixtures as fixtures
from setting import amount

import client
import harness

N_ROUNDS = amount(1, 5)

DEFINE = r'''
for line in sys.stdin:
    name, text = json.loads(line)
    print(json.dumps([name, attempt(lambda: c.defineXML(text).name())]), flush=True)
'''

LOOK = r'''
import re
SECURE, INACTIVE, MIGRATABLE = libvirt.VIR_DOMAIN_XML_SECURE, libvirt.VIR_DOMAIN_XML_INACTIVE, libvirt.VIR_DOMAIN_XML_MIGRATABLE
CONFIG = libvirt.VIR_DOMAIN_AFFECT_CONFIG
wanted = {tuple(json.loads(line)) for line in sys.stdin}
found = {guest.name(): guest for guest in c.listAllDomains()}
wrong = []
def look(guest):
    """-> whether it can be planned"""
    xml = guest.XMLDesc(SECURE | INACTIVE)
    devices = re.findall("""dev=["']([^"']+)["']""", xml)[:4] + re.findall("""address=["']([^"']+)["']""", xml)[:4]
    calls = [
        guest.info, guest.state, guest.autostart, guest.isActive, guest.isPersistent, guest.messages, guest.maxMemory, guest.maxVcpus,
        guest.OSType, guest.hostname, guest.controlInfo, guest.jobInfo, guest.securityLabel, guest.memoryStats, guest.vcpus,
        guest.schedulerType, guest.numaParameters, guest.memoryParameters, guest.blkioParameters, guest.diskErrors, guest.hasCurrentSnapshot,
        lambda: guest.XMLDesc(0), lambda: guest.XMLDesc(MIGRATABLE), lambda: guest.vcpusFlags(CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM),
        lambda: guest.vcpusFlags(CONFIG), lambda: guest.vcpuPinInfo(CONFIG), lambda: guest.emulatorPinInfo(CONFIG), lambda: guest.ioThreadInfo(CONFIG),
        lambda: guest.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None), lambda: guest.metadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, 'urn:a'),
        lambda: c.domainListGetStats([guest], 0, 0), lambda: guest.screenshot(c.newStream(), 0), lambda: guest.openConsole(None, c.newStream()),
        lambda: guest.setMemoryFlags(300000, CONFIG), lambda: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, 't', None, None, CONFIG)]
    for device in devices:
        calls += [lambda device=device: guest.blockInfo(device), lambda device=device: guest.blockStats(device),
                  lambda device=device: guest.interfaceStats(device)]
    for call in calls:
        attempt(call)
    return not guest.messages()
n_planned = 0
for name in sorted({name for name, _ in wanted} - set(found)):
    wrong.append(f'{name} has disappeared')
for name, autostart in sorted(wanted):
    guest = found.get(name)
    if guest is None:
        continue
    n_planned += look(guest)
    if guest.autostart() != autostart:
        wrong.append(f'{name} has lost its autostart')
    said = [attempt(lambda: guest.setAutostart(1 - autostart)), attempt(lambda: guest.rename(name + ' renamed', 0)),
            attempt(lambda: c.lookupByUUID(guest.UUID()).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM))]
    if said != [0, 0, 0]:
        wrong.append(f'{name} cannot be managed: {said}')
show([wrong, n_planned, [guest.name() for guest in c.listAllDomains()]])
'''


def damage(text, draw):
    """-> @text with a few things of it missing or other than they were"""
    root = ET.fromstring(text)
    parents = [(parent, child) for parent in root.iter() for child in parent if child.tag not in ('name', 'uuid')]
    for _ in range(draw.randrange(1, 9)):
        parent, child = draw.choice(parents)
        how = draw.randrange(5)
        if how == 0 and child in list(parent):
            parent.remove(child)
        elif how == 1 and child.attrib:
            del child.attrib[draw.choice(list(child.attrib))]
        elif how == 2 and child.attrib:
            child.attrib[draw.choice(list(child.attrib))] = draw.choice(['', '-1', 'none', '99999999999999999999', '/', 'a' * 300])
        elif how == 3:
            child.tag = 'changed'
        elif child.text and child.text.strip():
            child.text = draw.choice(['', '0', 'other', '18446744073709551615'])
    return ET.tostring(root, encoding='unicode')


def run_round(daemon, guests, draw):
    """-> what is wrong, how many can be planned all the same"""
    text = ''.join(json.dumps(pair) + '\n' for pair in guests.items())
    said = dict(json.loads(line) for line in daemon.run(
        '/usr/bin/python3', '-c', client.PRELUDE + DEFINE, daemon.uri, text=text, check=True).stdout.splitlines())
    wrong = [f'{name} is not defined: {answer}' for name, answer in said.items() if not isinstance(answer, str)]
    daemon.stop()
    folder = daemon.path('config', 'libvirt', 'pseries')
    wanted = []
    for name in said.values():
        path = os.path.join(folder, f'{name}.xml')
        with open(path, encoding='utf-8') as file:
            changed = damage(file.read(), draw)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(changed)
        is_autostart = draw.randrange(2)
        if is_autostart:
            os.symlink(f'../{name}.xml', os.path.join(folder, 'autostart', f'{name}.xml'))
        wanted.append((name, is_autostart))
    # The host has been up for a while: nothing is started.
    daemon.start()
    lines = ''.join(json.dumps(pair) + '\n' for pair in wanted)
    done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + LOOK, daemon.uri, text=lines)
    if done.returncode != 0:
        return wrong + ['the client ended: ' + done.stderr[-900:]], 0
    trouble, n_planned, rest = json.loads(done.stdout)
    left = [name for name in os.listdir(folder) + os.listdir(os.path.join(folder, 'autostart')) if name.endswith('.xml')]
    wrong += trouble + [f'{name} is left in the list' for name in rest] + [f'the file {name} is left' for name in left]
    return wrong, n_planned


def main():
    seed = os.environ.get('PSERIES_SEED') or str(time.time_ns())
    draw = random.Random(seed)
    harness.CALL_SECONDS = 1200
    is_clean = True
    print(f'1..{N_ROUNDS}\n# seed {seed}', flush=True)
    with harness.Daemon('pseries', sys.argv[1]) as daemon:
        guests = fixtures.documents(daemon)
        for number in range(1, N_ROUNDS + 1):
            wrong, n_planned = run_round(daemon, guests, draw)
            if n_planned > len(guests) / 2:
                wrong.append(f'{n_planned} of {len(guests)} can be planned: the damage is too small')
            is_clean = is_clean and not wrong
            print(f"{'not ok' if wrong else 'ok'} {number} - damaged and kept")
            for text in wrong:
                print('# ' + text.replace('\n', '\n# '), flush=True)
            if wrong:
                break
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
