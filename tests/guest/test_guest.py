#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Boots Linux in planned guests and compares what it finds with the plan.  Prints TAP.

    test_guest.py VIRT_PSERIES GUEST...

Each GUEST is the name of one of GUESTS.  PSERIES_GUEST_DIR holds the kernel and initrd that tests/guest/build-image made.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

import compare

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BOOT_SECONDS = 900
OLD_MACHINE = 'pseries-2.8'


def old_machine(xml):
    """The same guest on a machine without the extended configuration space (and, under TCG, without HTM)."""
    xml = xml.replace("machine='pseries'", f"machine='{OLD_MACHINE}'")
    return xml.replace('<devices>', "<features><htm state='off'/></features><devices>", 1)


def power8(xml):
    return xml.replace("machine='powernv9'", "machine='powernv8'")


def with_extension(xml, attributes):
    element = f"<pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' {attributes}/>"
    return xml.replace('<memory ', f'<metadata>{element}</metadata><memory ', 1)


def with_nics(xml, count):
    return xml.replace('</devices>', "<interface type='user'><model type='virtio'/></interface>" * count + '</devices>')


def dense(xml):
    """The same guest with 200 NICs more, which share slots: it has no more PHBs for them."""
    return with_nics(with_extension(xml, "packing='dense'"), 200)


def placed_by_qemu(xml):
    """The same guest with 40 NICs more, which share slots; QEMU chooses the slots."""
    return with_nics(with_extension(xml, "allocation='qemu' packing='dense'"), 40)


# (name, document, change to it, bytes of configuration space that its e1000e on a PHB must have)
GUESTS = [
    ('demo', 'examples/demo.xml.in', str, 4096),
    (OLD_MACHINE, 'examples/demo.xml.in', old_machine, 256),
    ('dense', 'examples/demo.xml.in', dense, 4096),
    ('dense, placed by QEMU', 'examples/demo.xml.in', placed_by_qemu, 4096),
    ('powernv9', 'tests/guest/powernv.xml.in', str, 4096),
    ('powernv8', 'tests/guest/powernv.xml.in', power8, 4096),
]


class Tap:
    def __init__(self):
        self.n = 0
        self.is_clean = True

    def result(self, is_right, what, detail=''):
        self.n += 1
        self.is_clean = self.is_clean and is_right
        print(f"{'ok' if is_right else 'not ok'} {self.n} - {what}", flush=True)
        if not is_right and detail:
            print('\n'.join('# ' + line for line in detail.splitlines()), flush=True)


def record(tap, tool, name, document):
    """Has QEMU place the guest, and makes what it did the document: its devices are in slot 0 as well."""
    planned = subprocess.run([tool, 'plan', document], check=True, stdout=subprocess.PIPE, text=True).stdout
    n_in_slot_zero = len(re.findall(r"<address type='pci'[^>]* slot='0x00'", planned))
    tap.result('<pseries:placement ' in planned and n_in_slot_zero > 0,
               f'{name}: QEMU put {n_in_slot_zero} devices into slot 0', planned)
    with open(document, 'w', encoding='utf-8') as file:
        file.write(planned)


def prepare(work, path, change):
    guest = os.environ['PSERIES_GUEST_DIR']
    for name in ('vmlinux', 'initrd'):
        os.symlink(os.path.join(guest, name), os.path.join(work, name))
    for name in ('disk-a.img', 'disk-b.img'):
        with open(os.path.join(work, name), 'wb') as file:
            file.truncate(16 << 20)
    with open(os.path.join(TOP, path), encoding='utf-8') as file:
        document = change(file.read().replace('@GUEST@', work))
    path = os.path.join(work, 'guest.xml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(document)
    return path


def boot(tap, tool, name, path, change, express_bytes):
    with tempfile.TemporaryDirectory(prefix='pseries-guest-') as work:
        document = prepare(work, path, change)
        if change is placed_by_qemu:
            record(tap, tool, name, document)
        topology = json.loads(subprocess.run([tool, 'topology', '--format', 'json', document],
                                             check=True, stdout=subprocess.PIPE).stdout)
        run = subprocess.run([tool, 'run', '--timeout', str(BOOT_SECONDS), document],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        console = run.stdout.decode(errors='replace')
        tap.result(run.returncode == 0, f'{name}: runs and ends by itself',
                   run.stderr.decode(errors='replace') + console[-2000:])
        inventory = compare.inventory_of(console)
        tap.result(inventory is not None, f'{name}: prints what it found', console[-2000:])
        if inventory is None:
            return
        n_phbs = len(topology['phbs'])
        n_devices = sum(1 for phb in topology['phbs'] for _ in compare.functions_of(phb))
        tap.result(n_phbs >= 3 and n_devices >= 12, f'{name}: {n_devices} devices on {n_phbs} PHBs')
        if change in (dense, placed_by_qemu):
            n_slots = len({(phb['index'], device['slot']) for phb in topology['phbs'] for device in phb['devices']})
            tap.result(n_phbs == 3 and n_devices - n_slots > 30 and n_slots < 50, f'{name}: they share {n_slots} slots')
        for what, is_right, detail in compare.compare(topology, inventory):
            tap.result(is_right, f'{name}: {what}', detail)
        sizes = {re.sub(r'.*/', '', at): found['config'] for at, found in inventory['pci'].items()
                 if found['id'] == '8086:10d3' and found['parent'] == 'phb'}
        tap.result(set(sizes.values()) == {str(express_bytes)},
                   f'{name}: e1000e on a PHB has {express_bytes} bytes', str(sizes))


def has_machine(name):
    said = subprocess.run(['qemu-system-ppc64', '-machine', 'help'], check=True, stdout=subprocess.PIPE, text=True).stdout
    return re.search(f'^{re.escape(name)} ', said, re.M) is not None


def main():
    tap = Tap()
    tool, *names = sys.argv[1:]
    if OLD_MACHINE in names and not has_machine(OLD_MACHINE):
        print(f'1..0 # SKIP needs a host whose QEMU has {OLD_MACHINE}')
        return 0
    for guest in GUESTS:
        if guest[0] in names:
            boot(tap, tool, *guest)
    print(f'1..{tap.n}')
    return 0 if tap.is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
