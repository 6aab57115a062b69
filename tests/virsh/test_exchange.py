#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests go from us to a stock libvirtd and back, and no address moves.  Prints TAP.

    test_exchange.py VIRT_PSERIES [-k REGEX]

Two cases for each accepted fixture: what we completed is defined by stock, which then has the same addresses; and what
stock completed is planned by us, with the same addresses again.
"""
import collections
import re
import sys
import xml.etree.ElementTree as ET

import harness
import planned

# Documents that stock does not take: its message, and why we do.
REFUSED_BY_STOCK = {
    'address-partial': ('slot must be >= 1', 'a bus without a slot means any slot of that bus to us'),
    'dense-bridge': ('slot must be >= 1', 'the same'),
}
# Those whose plan it does not take either: what is refused stands in the plan as well.
PLAN_REFUSED_BY_STOCK = {
    'graphics-spice-channels': ('TLS is disabled in qemu.conf', 'we have no such switch: QEMU finds the keys or says so'),
    'smartcard-spice': ('lacks multiple smartcard support', 'QEMU has one in each of several readers'),
}
VIRTIOFS = {name: ('virtiofs is not yet supported in session mode', "the daemon that is asked is a session's") for name in (
    'virtiofs', 'virtiofs-alias', 'virtiofs-binary', 'virtiofs-binary-namespace', 'virtiofs-iommu', 'virtiofs-options',
    'virtiofs-queue', 'virtiofs-queue-default', 'virtiofs-two')}
REFUSED_BY_OLDER = {**VIRTIOFS, 'q35-watchdog': ('only a single watchdog device is supported', 'libvirt takes several since 9.1')}
# What the stock of libvirt 11 and QEMU 10 refuses.
PLAN_REFUSED_BY_NEWER = {
    'nic-user-port-forward': ("only be used with the 'passt' backend", "QEMU's own user network forwards ports"),
    'video-vmvga': ("does not support video model 'vmvga'", 'QEMU 10 has none'),
}
PLAN_REFUSED_BY_NEWER.update({name: ('does not support machine type', 'QEMU 10 has no such old machine') for name in (
    'machine-2.7', 'machine-2.8-htm', 'nic-express-old-machine', 'placed-machine-2.7')})
# Plans that stock adds devices to, or takes some from: which lines of moved() that gives, and why it is right.
CHANGED_BY_STOCK = {
    'papr-profile': (': not there became', 'nothing is implicit in a profile that stock does not know'),
    'dense-papr': (': not there became', 'nothing is implicit in a profile that stock does not know'),
}
FORGETS_CRYPTO = {name: ('^crypto .* became not there', 'libvirt 9.0 reads <crypto> and forgets it') for name in ('crypto', 'crypto-options')}
HAS_WATCHDOG = ('^watchdog [12]: not there became None', 'libvirt 11 shows the watchdog that is built into q35')
# Guests that QEMU placed, with a device in slot 0.
IN_SLOT_ZERO = ('placed-controller-sata', 'placed-iothreads', 'placed-redirdev-tcp-log', 'placed-usb-hub-second-bus')
CHANGED_BY_STOCK.update({name: ("'slot': '0x00', .* became", 'libvirt keeps slot 0 free') for name in IN_SLOT_ZERO})


def know_stock(daemon, names):
    """Fills the tables above with what that libvirt does."""
    is_newer = daemon.is_stock_since(11)
    PLAN_REFUSED_BY_STOCK.update(PLAN_REFUSED_BY_NEWER if is_newer else REFUSED_BY_OLDER)
    CHANGED_BY_STOCK.update({name: HAS_WATCHDOG for name in names if name.startswith('q35-')} if is_newer else FORGETS_CRYPTO)
    REFUSED_BY_STOCK.update(PLAN_REFUSED_BY_STOCK)


def addresses(text):
    """-> device -> its address: controllers by type and index, disks by target, others by their place in their kind"""
    places = collections.Counter()
    found = {}
    for device in ET.fromstring(text).iterfind('devices/*'):
        address = device.find('address')
        target = device.find('target')
        places[device.tag] += 1
        name = f'{device.tag} {places[device.tag]}'
        if device.tag == 'controller':
            name = f"controller {device.get('type')} {device.get('index')}"
        elif device.tag == 'disk':
            name = f"disk {target.get('dev')}"
        found[name] = dict(sorted(address.attrib.items())) if address is not None else None
    return found


def moved(before, after):
    """-> a line for each device that is elsewhere, or that only one of two documents has"""
    before, after = addresses(before), addresses(after)
    return [f"{name}: {before.get(name, 'not there')} became {after.get(name, 'not there')}"
            for name in {**before, **after} if before.get(name) != after.get(name) or (name in before) != (name in after)]


def to_stock(name, answers, _program):
    """Our plan, defined by stock."""
    answer = answers['ours ' + name]
    message, _ = PLAN_REFUSED_BY_STOCK.get(name, (None, None))
    if 'error' in answer:
        return [] if message and message in answer['error'] else ["stock does not take our plan: " + answer['error']]
    pattern, _ = CHANGED_BY_STOCK.get(name, ('$.', None))
    return [line for line in moved(planned.read('qemuxml2xmloutdata', name), answer['xml'])
            if not re.search(pattern, line)]


def from_stock(name, answers, program):
    """The document, defined by stock, and then planned by us."""
    answer = answers[name]
    message, _ = REFUSED_BY_STOCK.get(name, (None, None))
    if 'error' in answer:
        return [] if message and message in answer['error'] else ['stock does not take it: ' + answer['error']]
    if message:
        return ['stock takes it: it does not belong into REFUSED_BY_STOCK any more']
    plan, error = planned.ask_ours(program, 'plan', answer['xml'])
    if name in IN_SLOT_ZERO:
        return [] if 'needs a QEMU' in (error or '') else ['stock moved no device: it does not belong into IN_SLOT_ZERO any more']
    return moved(answer['xml'], plan) if plan else ['we do not take what stock completed: ' + error]


def main():
    program = sys.argv[1]
    pattern = sys.argv[3] if sys.argv[2:3] == ['-k'] else ''
    names = [name for name in planned.names() if re.search(pattern, name)]
    reason = planned.why_not_stock()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    documents = {name: planned.pinned(name) for name in names}
    documents.update({'ours ' + name: planned.read('qemuxml2xmloutdata', name) for name in names})
    with harness.Daemon('stock') as daemon:
        know_stock(daemon, names)
        answers = planned.ask_stock(daemon, documents)
    cases = [(name, way, check) for name in names for way, check in (('to stock', to_stock), ('from stock', from_stock))]
    print(f'1..{len(cases)}')
    is_clean = True
    for number, (name, way, check) in enumerate(cases, 1):
        wrong = check(name, answers, program)
        is_clean = is_clean and not wrong
        print('\n'.join([f"{'not ok' if wrong else 'ok'} {number} - {name} {way}"] + ['# ' + line for line in wrong]))
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
