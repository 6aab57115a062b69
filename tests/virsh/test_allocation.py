#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest whose devices QEMU places: its definition, its start, and what a stock libvirt does with its document."""
import re
import sys

import suite
from suite import is_equal, matches, only

SPACE = "xmlns:pseries='urn:libvirt-pseries:domain:1.0'"
BY_QEMU = f"<metadata><pseries:pci {SPACE} allocation='qemu'{{}}/></metadata>"
NIC = "<interface type='user'><mac address='52:54:00:00:01:{:02x}'/><model type='{}'/>{}</interface>"
RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
PLACEMENT = ("<pseries:placement version='7.2.22' machine='pseries-7.2'><pseries:phb index='0' node='-1'/>"
             "<pseries:device id='net0' type='virtio-net-pci' phb='0' slot='1' function='0'/></pseries:placement>")


def places(text):
    """-> {a device's mark: its address}"""
    devices = re.findall(r'<(interface|rng|memballoon|serial|disk)\b.*?</\1>', text, re.S)
    return len(devices), re.findall(r'<address type=[^>]*>', text)


def dumpxml(daemon, guest, *options):
    return daemon.virsh('dumpxml', guest.name, *options)


def placement_of(text):
    return matches(text, r'<pseries:placement .*?</pseries:placement>').group(0)


@only('pseries', 'a stock libvirt does not have QEMU place devices')
def case_define_and_start(daemon, guest):
    """All is recorded at define; the start states it, and leaves it as it is."""
    guest.define(head=BY_QEMU.format(''), devices=NIC.format(1, 'virtio', '') + NIC.format(2, 'spapr-vlan', '') + RNG)
    defined = dumpxml(daemon, guest)
    matches(defined, r"slot='0x00' function='0x0'")
    matches(defined, r"<address type='spapr-vio' reg='0x7100000[0-9]'")
    matches(placement_of(defined), r'id="net0" type="virtio-net-pci" phb="0"')
    guest.start()
    live = dumpxml(daemon, guest)
    is_equal(places(live), places(defined))
    is_equal(placement_of(live), placement_of(defined))
    tree = daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info qtree')
    slot = int(matches(placement_of(defined), r'id="net0" [^>]*slot="(\d+)"').group(1))
    matches(tree, rf'dev: virtio-net-pci, id "net0".*?addr = {slot:02x}\.0')
    daemon.virsh('destroy', guest.name)
    is_equal(dumpxml(daemon, guest), defined)


@only('pseries', 'a stock libvirt does not have QEMU place devices')
def case_added_device(daemon, guest):
    """It is placed around the others, and the placement has it."""
    guest.define(head=BY_QEMU.format(''), devices=NIC.format(1, 'virtio', ''))
    before = dumpxml(daemon, guest)
    daemon.virsh('define', daemon.write('more.xml', before.replace('<memballoon', NIC.format(2, 'e1000e', '') + '<memballoon', 1)))
    after = dumpxml(daemon, guest)
    is_equal([place for place in places(before)[1] if place not in places(after)[1]], [])
    matches(placement_of(after), 'type="e1000e" phb="0"')


@only('pseries', 'a stock libvirt does not have QEMU place devices')
def case_transient_guest(daemon, guest):
    daemon.virsh('create', guest.file(head=BY_QEMU.format(''), devices=NIC.format(1, 'virtio', '')))
    matches(placement_of(dumpxml(daemon, guest)), 'id="net0"')


@only('pseries', 'a stock libvirt does not have QEMU place devices')
def case_restarted_daemon(daemon, guest):
    guest.define(head=BY_QEMU.format(" reserve-slot-zero='yes'"), devices=NIC.format(1, 'virtio', ''))
    defined = dumpxml(daemon, guest)
    assert "slot='0x00'" not in defined, defined
    daemon.stop()
    daemon.start()
    is_equal(dumpxml(daemon, guest), defined)


@only('pseries', 'a stock libvirt does not have QEMU place devices')
def case_metadata(daemon, guest):
    """The mode is asked for by metadata; a placement that is not the guest's is refused with what is wrong."""
    guest.define(devices=NIC.format(1, 'virtio', ''))
    words = ('metadata', guest.name, '--uri', 'urn:libvirt-pseries:domain:1.0', '--key', 'pseries', '--config', '--set')
    daemon.virsh(*words, "<pci allocation='qemu'/>")
    placed = placement_of(dumpxml(daemon, guest))
    wrong = re.sub(r'(id="net0"[^>]*) slot="\d+"', r'\1 slot="9"', placed)
    element = '<pci allocation="qemu">{}</pci>'
    matches(daemon.virsh_error(*words, element.format(wrong.replace('pseries:', ''))), "'net0': 'slot'")
    matches(daemon.virsh_error(*words, element.format('<placement version="1.0.0"/>')), "the attribute 'machine' is missing")
    is_equal(placement_of(dumpxml(daemon, guest)), placed)
    daemon.virsh(*words, element.format(placed.replace('pseries:', '')))
    is_equal(placement_of(dumpxml(daemon, guest)), placed)


def case_kept_by_stock(daemon, guest):
    """A document whose slot 0 is free goes through any libvirt, with its placement."""
    head = f"<metadata><pseries:pci {SPACE} profile='default'>{PLACEMENT}</pseries:pci></metadata>"
    address = "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>"
    guest.define(head=head, devices=NIC.format(1, 'virtio', address))
    text = dumpxml(daemon, guest)
    is_equal(re.sub(r'>\s+<', '><', placement_of(text)).replace('"', "'"), PLACEMENT)
    matches(text, re.escape(address))


@only('stock', 'what docs/allocation.md says of a stock libvirt')
def case_slot_zero(daemon, guest):
    """On bus 0 it moves the device, on another it refuses the document."""
    address = "<address type='pci' domain='0x0000' bus='{}' slot='0x00' function='0x0'/>"
    guest.define(devices=NIC.format(1, 'virtio', address.format('0x00')))
    assert "slot='0x00'" not in dumpxml(daemon, guest)
    refused = guest.file(devices="<controller type='pci' index='1' model='pci-root'/>" + NIC.format(1, 'virtio', address.format('0x01')))
    matches(daemon.virsh_error('define', refused), 'slot must be >= 1')


if __name__ == '__main__':
    sys.exit(suite.main())
