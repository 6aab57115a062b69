#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The host's PCI devices as node devices."""
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import suite
from suite import is_equal, matches

PCI = '/sys/bus/pci/devices'
GRAMMAR = '/usr/share/libvirt/schemas/nodedev.rng'
DATABASE = '/usr/share/misc/pci.ids'


def node_name(pci):
    return 'pci_' + re.sub('[:.]', '_', pci)


def pci_devices():
    return sorted(os.listdir(PCI)) if os.path.isdir(PCI) else []


def read(pci, name):
    with open(os.path.join(PCI, pci, name), encoding='ascii') as file:
        return file.read().strip()


def link(pci, name):
    path = os.path.join(PCI, pci, name)
    return os.path.basename(os.readlink(path)) if os.path.islink(path) else None


def names(product, vendor):
    """What the host's database, if it has one, calls these ids."""
    found = {'product': None, 'vendor': None}
    is_vendor = False
    with open(DATABASE if os.path.exists(DATABASE) else os.devnull, encoding='utf-8') as file:
        for line in file:
            number, _, name = line.strip().partition('  ')
            if re.match('[0-9a-f]', line):
                is_vendor = number == vendor[2:]
                found['vendor'] = name if is_vendor else found['vendor']
            elif is_vendor and re.match('\t[0-9a-f]', line) and number == product[2:]:
                found['product'] = name
    return [found['product'], found['vendor']]


def case_list(daemon, guest):
    names = [node_name(pci) for pci in pci_devices()]
    is_equal(daemon.virsh('nodedev-list', '--cap', 'pci').split(), names)
    is_equal(set(daemon.virsh('nodedev-list').split()), {'computer', *names})
    is_equal(daemon.virsh('nodedev-list', '--cap', 'system').split(), ['computer'])
    is_equal(daemon.virsh('nodedev-list', '--cap', 'net').split(), [])


def case_tree(daemon, guest):
    text = daemon.virsh('nodedev-list', '--tree')
    matches(text, '^computer')
    for pci in pci_devices():
        matches(text, r'\+- ' + node_name(pci))


def case_dumpxml(daemon, guest):
    for pci in pci_devices():
        text = daemon.virsh('nodedev-dumpxml', node_name(pci))
        path = daemon.write('device.xml', text)
        subprocess.run(['xmllint', '--noout', '--relaxng', GRAMMAR, path], check=True, capture_output=True)
        device = ElementTree.fromstring(text)
        about = device.find("capability[@type='pci']")
        is_equal(device.findtext('path'), os.path.realpath(os.path.join(PCI, pci)))
        is_equal(device.findtext('driver/name'), link(pci, 'driver'))
        is_equal(about.findtext('class'), read(pci, 'class'))
        is_equal([about.find(name).get('id') for name in ('product', 'vendor')], [read(pci, 'device'), read(pci, 'vendor')])
        is_equal([about.findtext(name) or None for name in ('product', 'vendor')], names(read(pci, 'device'), read(pci, 'vendor')))
        is_equal([int(about.findtext(name)) for name in ('domain', 'bus', 'slot', 'function')],
                 [int(number, 16) for number in re.split('[:.]', pci)])
        group = about.find('iommuGroup')
        is_equal(group.get('number') if group is not None else None, link(pci, 'iommu_group'))


def case_computer(daemon, guest):
    text = daemon.virsh('nodedev-dumpxml', 'computer')
    subprocess.run(['xmllint', '--noout', '--relaxng', GRAMMAR, daemon.write('computer.xml', text)], check=True, capture_output=True)
    is_equal(ElementTree.fromstring(text).findtext("capability[@type='system']/hardware/uuid"),
             ElementTree.fromstring(daemon.virsh('capabilities')).findtext('host/uuid'))


def case_absent(daemon, guest):
    for name in ('pci_0000_ff_1f_7', 'pci_0000_00_00', 'pci_../../x', 'computer '):
        for command in ('dumpxml', 'detach', 'reattach', 'reset'):
            matches(daemon.virsh_error(f'nodedev-{command}', name), f"Node device not found: no node device with matching name '{re.escape(name)}'")


def case_changes_in_a_session(daemon, guest):
    for pci in pci_devices()[:1]:
        for command in ('detach', 'reattach', 'reset'):
            matches(daemon.virsh_error(f'nodedev-{command}', node_name(pci)), f"PCI device {pci} - a session's daemon may not set up devices of the host")


def passed(name, pci):
    domain, bus, slot, function = re.split('[:.]', pci)
    return (f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>512</memory>"
            "<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>"
            "<hostdev mode='subsystem' type='pci'><source>"
            f"<address domain='0x{domain}' bus='0x{bus}' slot='0x{slot}' function='0x{function}'/></source></hostdev></devices></domain>")


def case_define(daemon, guest):
    """What a start would be refused for is logged.  Devices that are there are looked at where QEMU has KVM."""
    for name, pci in (('absent', 'fff0:01:00.0'), *(('present', pci) for pci in pci_devices()[:1])):
        daemon.virsh('define', daemon.write('passed.xml', passed(name, pci)))
    if pci_devices():
        matches(daemon.log(), "'absent' is defined, and would not start on this host now: "
                              "<source> of <hostdev>: the host has no PCI device 'fff0:01:00.0'")
    is_equal("'present' is defined" in daemon.log(), False)


def case_read_only(daemon, guest):
    for command in ('detach', 'reattach', 'reset'):
        matches(daemon.virsh_error('-r', f'nodedev-{command}', 'pci_0000_00_00_0'), 'read only access prevents|operation forbidden')


if __name__ == '__main__':
    sys.exit(suite.main())
