# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ours beside the stock libvirtd of Debian 12, on the same emulated POWER host: the table that docs/power.md rests on."""
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from case_host import (URI, devices, document, driver_of, group_of, hostdev, node_name, pid_of, read_file, run, wait_until,
                       write)

STOCK = 'qemu:///system'
GUEST = 'beside'
# What the capabilities of a host have that each daemon says of itself; a host without an id of its own gets one from each.
APART = {'host/migration_features/uri_transports', 'host/secmodel', 'host/uuid'}


class StockDaemon:
    """Debian 12's libvirtd, with the QEMU of the host."""

    def __enter__(self):
        self.processes = [subprocess.Popen([name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # pylint: disable=consider-using-with
                          for name in ('virtlogd', 'libvirtd')]
        wait_until(lambda: run('virsh', '-q', '-c', STOCK, 'hostname', check=False).returncode == 0, 'no stock daemon')
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()


class Side:
    """One of the two daemons; the answers are texts that can be compared."""

    def __init__(self, uri):
        self.uri = uri

    def virsh(self, *words):
        done = run('virsh', '-q', '-c', self.uri, *words, check=False)
        return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()

    def define(self, inside=''):
        write('/tmp/beside.xml', document(GUEST, inside))
        return self.virsh('define', '/tmp/beside.xml')

    def remove(self):
        self.virsh('destroy', GUEST)
        self.virsh('undefine', GUEST)

    def started(self, look):
        """-> what @look finds while the guest is there, or why it is not"""
        said = self.virsh('start', GUEST, '--paused')
        found = look() if pid_of(GUEST) else said
        self.remove()
        return found

    def managed(self):
        pci = devices()[0]
        self.define(hostdev(pci))
        found = self.started(lambda: f'{driver_of(pci)} for user {os.stat("/dev/vfio/" + group_of(pci)).st_uid}')
        return f'{found}, then {driver_of(pci)}'

    def bound_beforehand(self):
        pci = devices()[0]
        self.virsh('nodedev-detach', node_name(pci))
        self.define(hostdev(pci, 'no'))
        found = self.started(lambda: f'{driver_of(pci)} for user {os.stat("/dev/vfio/" + group_of(pci)).st_uid}')
        found += f', then {driver_of(pci)}'
        self.virsh('nodedev-reset', node_name(pci))
        self.virsh('nodedev-reattach', node_name(pci))
        return f'{found}, then {driver_of(pci)}'

    def locked_memory(self):
        self.define(hostdev(devices()[0]))
        return self.started(lambda: re.search(r'^Max locked memory +(\d+)', read_file(f'/proc/{pid_of(GUEST)}/limits'), re.M).group(1))

    def processor(self):
        self.define()
        text = self.virsh('dumpxml', GUEST, '--inactive')
        self.remove()
        found = re.search(r'<cpu\b.*?(/>|</cpu>)', text, re.S)
        return ' '.join(found.group().split()) if found else 'none'

    def node_devices(self):
        return ' '.join(sorted(self.virsh('nodedev-list', '--cap', 'pci').split()))

    def node_device(self):
        text = self.virsh('nodedev-dumpxml', node_name(devices()[0]))
        return ' '.join(' '.join(re.findall('<(?:product|vendor|iommuGroup|numa|class|link) .*?>', text)).split())

    def host_model(self):
        text = self.virsh('domcapabilities', '--arch', 'ppc64le', '--machine', 'pseries', '--virttype', 'kvm')
        found = re.search(r"<mode name='host-model'.*?</mode>", text, re.S)
        return ' '.join(found.group().split()) if found else text

    def capabilities(self):
        return self.virsh('capabilities')


def flat(element, path=''):
    """-> {path: attributes and text, one for each of that path} of all elements below"""
    found = {}
    for child in element:
        name = f'{path}{child.tag}'
        found.setdefault(name, []).append({**child.attrib, '': (child.text or '').strip()})
        for key, value in flat(child, name + '/').items():
            found.setdefault(key, []).extend(value)
    return found


def say_alike(ours, theirs):
    """Whether two lists of attributes say the same, of what both have: 11.3 knows more of them than 9.0."""
    return len(ours) == len(theirs) and all(mine[key] == stock[key] for mine, stock in zip(ours, theirs) for key in mine.keys() & stock.keys())


def capability_differences(ours, theirs):
    """The elements of <host> that both have and that say otherwise."""
    mine, stock = (flat(ElementTree.fromstring(text)) for text in (ours, theirs))
    return [f'{path}: {mine[path]} for {stock[path]}' for path in sorted(mine.keys() & stock.keys())
            if path.startswith('host/') and not say_alike(mine[path], stock[path]) and not any(path.startswith(one) for one in APART)]


ROWS = ('managed', 'bound_beforehand', 'locked_memory', 'processor', 'node_devices', 'node_device', 'host_model')


def case_beside_stock():
    """Each row of the table is as stock has it, and the elements of the capabilities that both have."""
    wrong = []
    with StockDaemon():
        sides = [Side(URI), Side(STOCK)]
        for row in ROWS:
            ours, theirs = (getattr(side, row)() for side in sides)
            print(f'# {row}: {ours}' if ours == theirs else f'# {row}: {ours}\n#   stock: {theirs}', flush=True)
            wrong += [row] if ours != theirs else []
        wrong += capability_differences(*[side.capabilities() for side in sides])
    assert not wrong, '\n'.join(wrong)
