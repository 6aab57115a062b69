# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the cases of one file against a daemon, and prints TAP.

    test_NAME.py --peer stock|installed|pseries [--daemon PATH] [--stock-clients] [-k REGEX]

Of the two stock ones stock is the yardstick, and installed the one of this host where that is older.  With --stock-clients
ours is asked by the yardstick's clients, where this host's are older.
A case is a function case_NAME(daemon, guest): guest is a Guest of its own, whatever is left of it is removed behind the
case.  What libvirt's own daemon does as well is one expectation for both; a case that can be had of one alone is marked
with @only(PEER, WHY).
"""
import argparse
import os
import re
import sys
import traceback

import harness
import stock

STOCK_TRIES = 3
UUID = '00000000-0000-4000-8000-{:012x}'


class Guest:
    """A guest's name, its document, and what tests do with it."""

    def __init__(self, daemon, number):
        self.daemon = daemon
        self.name = f'guest{number}'
        self.uuid = UUID.format(number)
        self.disk = None

    def xml(self, devices='', name=None, uuid=None, head='', memory=256, usb='none'):
        """A pseries guest with a console; it stands at the firmware's prompt when it runs."""
        return f'''<domain type='qemu'>
  <name>{name or self.name}</name>
  <uuid>{uuid or self.uuid}</uuid>{head}
  <memory unit='MiB'>{memory}</memory>
  <vcpu>1</vcpu>
  <os><type arch='ppc64le' machine='pseries'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu-system-ppc64</emulator>
    <controller type='usb' model='{usb}'/>
    <serial type='pty'/>
    <console type='pty'/>
    <memballoon model='virtio'/>{devices}
  </devices>
</domain>
'''

    def file(self, **changes):
        """-> the path of its document, readable by clients"""
        return self.daemon.write(f'{self.name}.xml', self.xml(**changes))

    def add_disk(self):
        """-> <disk> for a raw image of 8 MiB"""
        self.disk = self.daemon.write(f'{self.name}.img', '')
        with open(self.disk, 'r+b') as file:
            file.truncate(8 << 20)
        return (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{self.disk}'/>"
                "<target dev='vda' bus='virtio'/></disk>")

    def define(self, **changes):
        self.daemon.virsh('define', self.file(**changes))
        return self

    def start(self, *options):
        self.daemon.virsh('start', self.name, *options)
        return self

    def state(self):
        return self.daemon.virsh('domstate', self.name, '--reason')

    def remove(self):
        daemon = self.daemon
        for name in daemon.run('virsh', '-c', daemon.uri, 'list', '--all', '--name').stdout.split():
            daemon.run('virsh', '-c', daemon.uri, 'destroy', name)
            daemon.run('virsh', '-c', daemon.uri, 'undefine', name)


def only(peer, why):
    def mark(case):
        case.only = (peer, why)
        return case
    return mark


def is_equal(got, wanted):
    assert got == wanted, f'got {got!r}\nwanted {wanted!r}'


def matches(got, pattern):
    match = re.search(pattern, got, re.S)
    assert match, f'got {got!r}\nwanted {pattern!r}'
    return match


def cases_of(module):
    return [(name[len('case_'):], value) for name, value in vars(module).items() if name.startswith('case_')]


def try_case(case, daemon, guest):
    """-> None, or what went wrong, as lines"""
    try:
        case(daemon, guest)
        return None
    except Exception as error:  # whatever a case runs into is its failure
        return traceback.format_exc().splitlines()[-8:] + str(error).splitlines()
    finally:
        guest.remove()


def run_case(number, name, case, daemon):
    """A stock daemon shows what a case is to expect, and has races of its own (a QEMU's end may overtake its event, a virsh may
    hang as it leaves a console): it is asked again.  Ours has one try."""
    for _ in range(STOCK_TRIES if daemon.peer == 'stock' else 1):
        trouble = try_case(case, daemon, Guest(daemon, number))
        if trouble is None:
            print(f'ok {number} - {name}', flush=True)
            return True
        print('\n'.join('# ' + line for line in trouble), flush=True)
    print(f'not ok {number} - {name}', flush=True)
    return False


def why_not(options, kind):
    """-> why this host has nothing to show; None: it has"""
    if kind == 'stock' and os.environ.get('PSERIES_ONLY_OURS'):
        return 'needs a host where stock is of interest: PSERIES_ONLY_OURS is set'
    if (options.peer == 'installed' or options.stock_clients) and stock.root() is None:
        return 'needs a host that has root and a libvirt older than the stock that ./dev setup unpacks'
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--peer', choices=['stock', 'installed', 'pseries'], required=True)
    parser.add_argument('--daemon', help="the daemon's program")
    parser.add_argument('--stock-clients', action='store_true', help="ask ours by the yardstick's clients")
    parser.add_argument('-k', metavar='REGEX', default='', help='only the cases whose name matches')
    options = parser.parse_args()
    kind = 'pseries' if options.peer == 'pseries' else 'stock'
    cases = [(name, case) for name, case in cases_of(sys.modules['__main__']) if re.search(options.k, name)]
    for name, case in cases:
        peer, why = getattr(case, 'only', (kind, ''))
        if peer != kind:
            print(f'# {name} is not for this peer: {why}')
    cases = [(name, case) for name, case in cases if getattr(case, 'only', [kind])[0] == kind]
    if why_not(options, kind):
        print(f'1..0 # SKIP {why_not(options, kind)}')
        return 0
    print(f'1..{len(cases)}')
    if kind == 'stock' and not stock.is_there():
        for number, (name, _) in enumerate(cases, 1):
            print(f'ok {number} - {name} # SKIP no stock libvirtd is installed')
        return 0
    is_clean = True
    with harness.Daemon(kind, options.daemon, is_installed=options.peer == 'installed',
                        has_stock_clients=options.stock_clients) as daemon:
        for number, (name, case) in enumerate(cases, 1):
            is_clean = run_case(number, name, case, daemon) and is_clean
    return 0 if is_clean else 1
