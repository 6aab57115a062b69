#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices of a guest that is off, attached, detached and updated one by one (see pair.py)."""
import sys

import pair
from pair import GUEST, Series

USB = "<controller type='usb' model='none'/>"


def document(usb=USB):
    return pair.HEAD + f'''<maxMemory slots='16' unit='GiB'>8</maxMemory><memory unit='GiB'>2</memory><vcpu>4</vcpu>
<os><type arch='ppc64le' machine='pseries'>hvm</type></os><cpu><numa><cell id='0' cpus='0-3' memory='2' unit='GiB'/></numa></cpu>
<devices><emulator>/usr/bin/qemu-system-ppc64</emulator>{usb}
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/var/tmp/a.img'/><target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='/var/tmp/c.iso'/><target dev='sda' bus='scsi'/><readonly/></disk>
<interface type='user'><mac address='52:54:00:11:00:01'/><model type='virtio'/></interface>
<interface type='user'><mac address='52:54:00:11:00:02'/><model type='e1000e'/></interface>
<interface type='ethernet'><mac address='52:54:00:11:00:03'/><model type='virtio'/><target dev='tap7'/></interface>
<serial type='pty'/><console type='pty'/>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices></domain>'''


def attach(xml, flags=2):
    return f'd.attachDeviceFlags({xml!r}, {flags})'


def detach(xml, flags=2):
    return f'd.detachDeviceFlags({xml!r}, {flags})'


def update(xml, flags=2):
    return f'd.updateDeviceFlags({xml!r}, {flags})'


def nic(mac=None, model='virtio', more='', kind='user'):
    address = f"<mac address='52:54:00:11:00:{mac}'/>" if mac else ''
    return f"<interface type='{kind}'>{address}<model type='{model}'/>{more}</interface>"


def disk(target, bus='', file='/var/tmp/b.img', more='', device='disk'):
    source = f"<source file='{file}'/>" if file else ''
    bus = f" bus='{bus}'" if bus else ''
    return f"<disk type='file' device='{device}'><driver name='qemu' type='raw'/>{source}<target dev='{target}'{bus}/>{more}</disk>"


def at(slot):
    return f"<address type='pci' domain='0' bus='0' slot='{slot}' function='0'/>"


def watchdog(action, more=''):
    return f"<watchdog model='i6300esb' action='{action}'>{more}</watchdog>"


AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
TABLET = "<input type='tablet' bus='virtio'/>"
WATCHDOG = "<watchdog model='i6300esb' action='reset'/>"
VSOCK = "<vsock model='virtio'><cid auto='no' address='5'/></vsock>"
SHMEM = "<shmem name='s0'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"
SHARE = "<filesystem type='mount'><source dir='/tmp'/><target dir='t0'/></filesystem>"
PASSED = "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0' slot='3' function='0'/></source></hostdev>"
USB_PASSED = "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/></source></hostdev>"
LEASE = "<lease><lockspace>a</lockspace><key>b</key><target path='/x'/></lease>"
MODULE = "<memory model='dimm'><target><size unit='KiB'>524288</size><node>0</node></target></memory>"
SOUND = "<sound model='ac97'/>"
ONLY_WHOLE = ["<memballoon model='virtio'/>", "<panic model='pseries'/>", "<graphics type='vnc'/>", "<hub type='usb'/>",
              "<tpm model='tpm-spapr'><backend type='emulator' version='2.0'/></tpm>"]
SERIAL = "<serial type='pty'><target port='{}'/></serial>"

INTERFACES = [
    attach(nic('05')), attach(nic('05')), attach(nic('06', 'rtl8139'), 0), attach(nic('06'), 1), attach(nic('06'), 8),
    attach(nic('08', more="<alias name='ua-nic'/>")), attach(nic('09', more="<alias name='net7'/>")),
    detach(nic('99')), detach(nic()), detach(nic('05')), detach(nic('05', more=at(31))), detach(nic('05', more=at(7))), detach(nic('05')),
    detach(nic('02', more="<alias name='ua-x'/>")), detach(nic('02')), detach(nic('03'), 1), detach(nic('03'), 8), detach(nic('03'), 0),
    update(nic('01', 'rtl8139')), update(nic('01', more="<link state='down'/>")), update(nic('01', 'rtl8139', kind='ethernet')),
    update(nic('77')), update(nic()), update(nic('01'), 1), update(nic('01'), 8), update(nic('01'), 0)]

DISKS = [
    attach(disk('vdb', 'virtio')), attach(disk('vdb', 'virtio')), attach(disk('sdb')), attach(disk('vdc', file='/nowhere/b.img')),
    attach(disk('vda', 'scsi')), attach(disk('sde', 'scsi', None, device='cdrom')),
    attach(disk('sdf', 'scsi', more="<address type='drive' controller='0' bus='0' target='0' unit='0'/>")),
    attach(disk('sdd', 'sata')), detach("<disk><target dev='vdz'/></disk>"), detach(disk('vdb', 'virtio', '/other')),
    detach(disk('sda', 'scsi', None, device='cdrom')), detach(disk('vda'), 1),
    update(disk('sde', 'scsi', '/var/tmp/b.img', device='cdrom')), update(disk('sde', 'scsi', None, device='cdrom')),
    update(disk('sde', 'scsi', None, device='cdrom'), 6), update(disk('sdx', 'scsi', None, device='cdrom')),
    update(disk('vda', 'virtio')), update(disk('vda', 'virtio', more=at(30)))]

CONTROLLERS = [
    attach("<controller type='scsi' model='virtio-scsi'/>"), attach("<controller type='scsi' index='1' model='virtio-scsi'/>"),
    attach("<controller type='scsi' index='5' model='virtio-scsi'><alias name='ua-c'/></controller>"),
    attach("<controller type='virtio-serial'/>"), detach("<controller type='scsi' index='1'/>"), detach("<controller type='scsi' index='1'/>"),
    detach("<controller type='pci' index='0' model='pci-root'/>"), "d.detachDeviceAlias('ua-c', 0)"]

NO_SERIAL = detach(SERIAL.format(0))
SERIALS = [
    attach(AGENT), attach(AGENT), attach("<channel type='pty'><target type='virtio' name='x.1'/></channel>"),
    detach("<channel type='unix'><target type='virtio' name='nope'/></channel>"),
    detach("<channel type='pty'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"), detach(AGENT), detach(AGENT),
    attach("<serial type='pty'/>"), attach(SERIAL.format(0)), attach("<console type='pty'/>"),
    attach("<console type='pty'><target type='virtio'/></console>"), detach("<console type='pty'/>"), detach("<serial type='pty'/>"),
    detach(SERIAL.format(1)), NO_SERIAL]

OTHERS = [
    attach(RNG), detach(RNG.replace('urandom', 'random')), detach(RNG.replace('</rng>', at(31) + '</rng>')), detach(RNG), detach(RNG), detach(RNG),
    attach(WATCHDOG), attach(WATCHDOG), detach(WATCHDOG.replace('reset', 'poweroff')), detach(WATCHDOG),
    attach(TABLET), attach(TABLET), detach(TABLET.replace('tablet', 'mouse')), detach(TABLET), attach(SOUND), detach(SOUND), detach(SOUND),
    attach(VSOCK), attach(VSOCK), detach(VSOCK), detach(VSOCK), attach(SHMEM), attach(SHMEM), detach(SHMEM.replace('>4<', '>8<')), detach(SHMEM),
    attach(SHARE), attach(SHARE.replace('/tmp', '/var')), detach(SHARE.replace('/tmp', '/var')), detach(SHARE),
    attach(LEASE), attach(LEASE), detach(LEASE.replace('>b<', '>c<')), detach(LEASE),
    attach(PASSED), attach(PASSED), detach(PASSED.replace("slot='3'", "slot='4'")), detach(PASSED.replace("'yes'", "'no'"))]

OTHER_ACTION = attach(watchdog('poweroff', at(20)))
WATCHDOGS = [
    attach(WATCHDOG), attach(WATCHDOG), OTHER_ACTION, attach(watchdog('reset', at(20))), attach(watchdog('reset', at(20))),
    detach(watchdog('reset', at(25))), detach(watchdog('shutdown')), detach(watchdog('reset', "<alias name='ua-w'/>")),
    detach(watchdog('reset', at(20))), attach(watchdog('reset', at(21) + "<alias name='ua-w'/>")),
    detach(watchdog('reset', "<alias name='ua-w'/>")), detach(WATCHDOG.replace(" action='reset'", '')), detach(WATCHDOG)]

MEMORY = [attach(MODULE), attach(MODULE.replace('524288', '100000')), detach(MODULE.replace('524288', '786432')), detach(MODULE),
          detach(MODULE.replace('524288', '262144')), detach(MODULE)]

WITH_USB = [attach("<input type='keyboard' bus='usb'/>"), attach(USB_PASSED), attach(USB_PASSED), detach("<input type='keyboard' bus='usb'/>"),
            detach(USB_PASSED)]

REFUSED = [call(xml) for xml in ONLY_WHOLE for call in (attach, detach)] + [
    update(xml) for xml in (RNG, ONLY_WHOLE[0], SOUND, SHARE, "<controller type='scsi' index='0'/>", "<graphics type='vnc'/>", MODULE)] + [
        attach('<gizmo/>'), detach('<gizmo/>'), update('<gizmo/>'), attach('<disk'), attach("<devices><interface type='user'/></devices>"),
        "d.attachDevice(" + repr(RNG) + ")", "d.detachDevice(" + repr(RNG) + ")"]

ALIASES = [attach(nic('11', more="<alias name='ua-nic'/>")), attach(disk('vdb', 'virtio', more="<alias name='ua-d'/>"))] + [
    f'd.detachDeviceAlias({alias!r}, {flags})' for alias, flags in [('net0', 2), ('ua-nope', 2), ('net0', 0), ('ua-nic', 1), ('ua-nic', 8),
                                                                  ('ua-nic', 2), ('ua-d', 0), ('ua-d', 2)]]

VIRSH = [
    ['attach-disk', GUEST, '/var/tmp/b.img', 'vdb', '--config'], ['attach-disk', GUEST, '/var/tmp/b.img', 'vdb', '--config'],
    ['attach-interface', GUEST, 'bridge', 'br0', '--mac', '52:54:00:11:00:20', '--model', 'virtio', '--config'],
    ['domif-setlink', GUEST, '52:54:00:11:00:01', 'down', '--config'], ['domif-getlink', GUEST, '52:54:00:11:00:01', '--config'],
    ['change-media', GUEST, 'sda', '--eject', '--config'], ['change-media', GUEST, 'sda', '/var/tmp/d.iso', '--insert', '--config'],
    ['change-media', GUEST, 'sda', '/var/tmp/e.iso', '--update', '--config'], ['detach-disk', GUEST, 'vdb', '--config'],
    ['detach-interface', GUEST, 'bridge', '--mac', '52:54:00:11:00:20', '--config'], ['detach-disk', GUEST, 'vdz', '--config'],
    ['detach-interface', GUEST, 'user', '--config'], ['domblklist', GUEST, '--inactive'], ['domiflist', GUEST, '--inactive']]

FREE_SLOT = update(disk('vda', 'virtio'))
TAKEN = attach(nic('07', more=at(1)))
OTHER_BUS = update(disk('vda', 'sata'))
PHB = attach("<controller type='pci' model='pci-root'/>")
TWO = attach(nic('12', more="<alias name='ua-nic'/>"))
USB_OFF = detach("<controller type='usb' index='0'/>")

SERIES = {
    'interfaces': Series(document(), INTERFACES),
    'disks': Series(document(), DISKS),
    'controllers': Series(document(), CONTROLLERS),
    'serial devices': Series(document(), SERIALS, {NO_SERIAL: ('console/target/@port', 'stock numbers them when it reads the document again')}),
    'other kinds': Series(document(), OTHERS),
    'watchdogs': Series(document(), WATCHDOGS, {OTHER_ACTION: ('watchdogs with different actions', 'ours says which')}),
    'memory modules': Series(document(), MEMORY),
    'usb': Series(document("<controller type='usb' model='qemu-xhci'/>"), WITH_USB),
    'what is refused': Series(document("<controller type='usb' model='qemu-xhci'/>"), REFUSED),
    'aliases': Series(document(), ALIASES),
    'virsh': Series(document(), VIRSH),
    'update with a free slot': Series(document(), [detach(nic('01')), FREE_SLOT],
                                      {FREE_SLOT: ('slot: ours has', 'stock moves the disk into the free slot')}),
    'an address twice': Series(document(), [TAKEN], {TAKEN: ('Attempted double use of PCI Address', 'ours says who has it')}),
    'another bus': Series(document(), [OTHER_BUS]),
    'a host bridge': Series(document(), [PHB], {PHB: ("modelName|controller", 'stock does not complete it before it checks it')}),
    'an alias twice': Series(document(), [attach(nic('11', more="<alias name='ua-nic'/>")), TWO], {TWO: ('non unique alias detected', 'another code')}),
    'usb switched on': Series(document(), [USB_OFF], {USB_OFF: ('controller/@model', 'stock adds that of guests of before xHCI')}),
}

if __name__ == '__main__':
    sys.exit(pair.main(SERIES))
