#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a guest's QEMU has is compared with what was planned: by 'virt-pseries verify', and at each start.

$VIRT_PSERIES and $VIRTPSERIESD are our programs.
"""
import json
import os
import re
import subprocess
import sys

import harness
import suite
from suite import is_equal, matches, only

NAME_SPACE = 'urn:libvirt-pseries:domain:1.0'
QEMU_NAME_SPACE = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
REAL = '/usr/bin/qemu-system-ppc64'
VERIFIED = f"<metadata><pseries:pci xmlns:pseries='{NAME_SPACE}' verify='yes'/></metadata>"
DIFFERENT = 'QEMU does not have the machine that was planned: '
# A device of each kind that has a place.
MANY = '''
    <controller type='pci' model='pci-root' index='1'><model name='spapr-pci-host-bridge'/><target index='3'><node>0</node></target></controller>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <controller type='scsi' index='1' model='ibmvscsi'/>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='e1000e'/><rom enabled='no'/><address type='pci' bus='1' slot='4'/></interface>
    <interface type='user'><mac address='52:54:00:00:00:02'/><model type='virtio'/><address type='pci' bus='1' slot='5'/></interface>
    <interface type='user'><mac address='52:54:00:00:00:03'/><model type='spapr-vlan'/></interface>
    <rng model='virtio'><backend model='builtin'/></rng>
    <input type='tablet' bus='usb'/>
    <channel type='null'><target type='virtio' name='org.example'/></channel>
    <memory model='dimm'><target><size unit='MiB'>256</size><node>0</node></target></memory>
    <memory model='dimm'><target><size unit='MiB'>256</size><node>0</node></target><address type='dimm' slot='1' base='0x50000000'/></memory>'''
HEAD = '''
  <maxMemory slots='4' unit='MiB'>2048</maxMemory>'''
CPU = "<cpu><numa><cell id='0' cpus='0' memory='256' unit='MiB'/></numa></cpu>"


def many_devices(guest):
    disk = guest.add_disk()
    return MANY + disk + disk.replace('vda', 'sda').replace("bus='virtio'", "bus='scsi'").replace(
        guest.disk, guest.daemon.write(guest.name + '-sda.img', '\0' * 512))


def document(guest, metadata='', emulator=REAL, arguments=()):
    """A guest with many devices; @arguments: what it hands QEMU itself."""
    text = guest.xml(usb='qemu-xhci', devices=many_devices(guest), head=metadata + HEAD, memory=768)
    text = text.replace("machine='pseries'>hvm</type></os>", f"machine='pseries-7.2'>hvm</type></os>{CPU}").replace(REAL, emulator)
    if arguments:
        words = ''.join(f"<qemu:arg value='{word}'/>" for word in arguments)
        text = text.replace('<domain ', f'<domain {QEMU_NAME_SPACE} ').replace(
            '</domain>', f'<qemu:commandline>{words}</qemu:commandline></domain>')
    return text


def define(daemon, guest, text):
    daemon.virsh('define', daemon.write(guest.name + '.xml', text))


def run_cli(daemon, *words):
    """-> (exit status, standard output, standard error)"""
    done = daemon.run(os.environ['VIRT_PSERIES'], *words)
    return done.returncode, done.stdout, done.stderr


def verify(daemon, guest, *files):
    return run_cli(daemon, 'verify', *files, '--connect', daemon.uri, guest.name)


def snapshot(daemon, guest):
    status, text, error = run_cli(daemon, 'snapshot', '--connect', daemon.uri, guest.name)
    is_equal((status, error), (0, ''))
    return text


# ---- by hand, against any daemon

def case_same(daemon, guest):
    """Nothing differs, with the daemon's own document or with the one that it was given."""
    guest.define().start('--paused')
    is_equal(verify(daemon, guest), (0, '', ''))


def case_same_of_many(daemon, guest):
    define(daemon, guest, document(guest))
    guest.start('--paused')
    is_equal(verify(daemon, guest), (0, '', ''))
    is_equal(verify(daemon, guest, daemon.path(guest.name + '.xml')), (0, '', ''))


def case_running(daemon, guest):
    """A guest that runs is read as well."""
    guest.define(devices=guest.add_disk()).start()
    is_equal(verify(daemon, guest), (0, '', ''))


def case_other_document(daemon, guest):
    """Each thing in which the document is another machine."""
    guest.define(devices=guest.add_disk()).start('--paused')
    other = daemon.write('other.xml', guest.xml(devices=guest.add_disk() + "<rng model='virtio'><backend model='builtin'/></rng>"))
    status, text, _ = verify(daemon, guest, other)
    is_equal(status, 1)
    matches(text, "'rng0': QEMU has no such thing")


def case_device_of_the_command_line(daemon, guest):
    """One that the document hands QEMU itself is none of the plan's."""
    define(daemon, guest, document(guest, arguments=('-device', 'virtio-rng-pci,id=mine,bus=pci.0,addr=0x9')))
    guest.start('--paused')
    status, text, error = verify(daemon, guest)
    is_equal((status, text, error.count('error')), (1, "'mine': QEMU has it, and it should not be there\n", 0))


def case_device_behind_its_back(daemon, guest):
    guest.define().start('--paused')
    daemon.virsh('qemu-monitor-command', guest.name, json.dumps(
        {'execute': 'device_add', 'arguments': {'driver': 'e1000e', 'id': 'added', 'bus': 'pci.0', 'addr': '0x11'}}))
    is_equal(verify(daemon, guest), (1, "'added': QEMU has it, and it should not be there\n", ''))


def case_no_such_guest(daemon, guest):
    status, text, error = verify(daemon, guest)
    is_equal((status, text), (1, ''))
    matches(error, f'error: .*virsh failed: .*{guest.name}')
    guest.define()
    status, text, error = verify(daemon, guest)
    is_equal((status, text), (1, ''))
    matches(error, 'error: .*virsh failed: .*not running')
    status, text, error = run_cli(daemon, 'snapshot', '--connect', daemon.uri, "it's; quit")
    is_equal((status, text), (1, ''))
    matches(error, "error: .*virsh failed: .*'it's; quit'")


def set_metadata(daemon, guest, text, *options):
    """virsh puts the namespace in itself."""
    bare = text.replace(f" xmlns:pseries='{NAME_SPACE}'", '').replace('pseries:', '')
    daemon.virsh('metadata', guest.name, '--uri', NAME_SPACE, '--key', 'pseries', '--set', bare, *options)


def case_snapshot(daemon, guest):
    """What it prints becomes part of the metadata, and is compared with from then on."""
    define(daemon, guest, document(guest))
    guest.start('--paused')
    text = snapshot(daemon, guest)
    matches(text, f"^<pseries:pci xmlns:pseries='{NAME_SPACE}' verify='yes'>\n  <pseries:placement .*machine='pseries-7.2'")
    matches(text, r"<pseries:device id='net0' type='e1000e' phb='3' slot='4' function='0'")
    set_metadata(daemon, guest, text, '--live', '--config')
    is_equal(verify(daemon, guest), (0, '', ''))
    changed = text.replace("phb='3' slot='4'", "phb='3' slot='6'")
    set_metadata(daemon, guest, changed, '--live')
    is_equal(verify(daemon, guest), (1, "'net0': 'slot' should be '6', and QEMU has '4'\n", ''))
    is_equal(snapshot(daemon, guest), text)


@only('stock', 'it is from stock that it comes')
def case_brought_over(daemon, guest):
    """A guest of stock with its snapshot is started by our daemon, and is the same machine."""
    define(daemon, guest, document(guest))
    guest.start('--paused')
    text = snapshot(daemon, guest)
    inactive = daemon.virsh('dumpxml', guest.name, '--inactive').replace('</uuid>', f'</uuid><metadata>{text}</metadata>')
    with harness.Daemon('pseries', os.environ['VIRTPSERIESD']) as ours:
        for image in (guest.disk, daemon.path(guest.name + '-sda.img')):
            copy = ours.path(os.path.basename(image))
            with open(image, 'rb') as file, open(copy, 'wb') as other:
                other.write(file.read())
            ours.give(copy)
            os.chown(copy, ours.user, ours.user)
            inactive = inactive.replace(image, copy)
        there = suite.Guest(ours, 1)
        there.name = guest.name
        define(ours, there, inactive)
        there.start('--paused')
        is_equal(snapshot(ours, there), text)


# ---- at each start

ALTERED = '''#!/usr/bin/python3
"""Runs QEMU with another command line, where it runs a guest."""
import json, os, re, sys
words = sys.argv[1:]
if any(word.startswith('guest=') for word in words):
    with open(os.path.abspath(__file__) + '.json', encoding='utf-8') as file:
        changes = json.load(file)
    text = '\\0'.join(words)
    for pattern, instead in changes:
        text, n = re.subn(pattern, instead, text, count=1)
        assert n == 1, pattern + ' in ' + text
    words = text.split('\\0')
os.execv('/usr/bin/qemu-system-ppc64', ['/usr/bin/qemu-system-ppc64', *words])
'''


# A change of the command line, as patterns and what is put in their place, and the words that tell of it.
DEVICE = r'\0-device\0\{"driver":"%s"[^\0]*?\}(?=\0|\Z)'
DIFFERENCES = {
    'device-missing': ([(DEVICE % 'virtio-rng-pci', '')], "'rng0': QEMU has no such thing"),
    'device-more': ([(r'\Z', '\0-device\0virtio-rng-pci,id=more,bus=pci.0,addr=0x10')], "'more': QEMU has it, and it should not be there"),
    'slot': ([('"bus":"pci.0","addr":"0x6"', '"bus":"pci.0","addr":"0x12"')], "'rng0': 'slot' should be '6', and QEMU has '18'"),
    'swapped': ([('"bus":"pci.1.0","addr":"0x4"', '"bus":"pci.1.0","addr":"0xX"'), ('"bus":"pci.1.0","addr":"0x5"', '"bus":"pci.1.0","addr":"0x4"'),
                 ('"addr":"0xX"', '"addr":"0x5"')],
                "'net0': 'slot' should be '4', and QEMU has '5'; 'net1': 'slot' should be '5', and QEMU has '4'"),
    'phb-index': ([('"index":3,', '"index":4,')], "'PHB 3': QEMU has no such thing; 'PHB 4': QEMU has it, and it should not be there"),
    'phb-more': ([(r'\Z', '\0-device\0spapr-pci-host-bridge,index=9')], "'PHB 9': QEMU has it, and it should not be there"),
    'extended-config': ([(r'\Z', '\0-global\0spapr-pci-host-bridge.pcie-extended-configuration-space=off')],
                        "'PHB 0': 'extended-config' should be 'yes', and QEMU has 'no'"),
    'numa-node': ([(',"numa_node":0', '')], "'PHB 3': 'node' should be '0', and QEMU has '-1'"),
    'mac': ([('52:54:00:00:00:02', '52:54:00:00:00:22')], "'net1': 'mac' should be '52:54:00:00:00:02', and QEMU has '52:54:00:00:00:22'"),
    'memory-address': ([('"addr":1342177280', '"addr":1610612736')], "'dimm1': 'address' should be '0x50000000', and QEMU has '0x60000000'"),
    'memory-slot': ([('"slot":1,', '"slot":3,')], "'dimm1': 'slot' should be '1', and QEMU has '3'"),
    'machine-version': ([('pseries-7.2', 'pseries-7.1')], "'machine': 'type' should be 'pseries-7.2', and QEMU has 'pseries-7.1'"),
    'capability': ([('cap-sbbc=workaround', 'cap-sbbc=broken')], "'cap-sbbc': 'value' should be 'workaround', and QEMU has 'broken'"),
    'nic-model': ([('"driver":"e1000e"', '"driver":"e1000"')], "'net0': 'type' should be 'e1000e', and QEMU has 'e1000'"),
    'scsi-id': ([('"scsi-id":0', '"scsi-id":5')], "'scsi0-0-0-0': 'target' should be '0', and QEMU has '5'"),
    'serial-port': ([('"nr":1', '"nr":4')], "'channel0': 'nr' should be '1', and QEMU has '4'"),
    'usb-port': ([('"bus":"usb.0","port":"1"', '"bus":"usb.0","port":"2"')], "'input0': 'port' should be '1', and QEMU has '2'"),
    'vio-reg': ([('"reg":8192', '"reg":16384')], "'scsi1': 'reg' should be '0x00002000', and QEMU has '0x00004000'"),
    'option-rom': ([(',"romfile":""', '')], "'net0': 'rom' should be 'no', and QEMU has 'yes'"),
    'core': ([(r'(?<=\0-smp\0)[^\0]*', '2')], "'core 1': QEMU has it, and it should not be there"),
}


def altered(daemon, guest, changes):
    """-> an emulator that makes these changes"""
    path = daemon.write(f'altered-{guest.name}', ALTERED)
    os.chmod(path, 0o755)
    daemon.write(f'altered-{guest.name}.json', json.dumps(changes))
    return path


NOTHING = ('shut off (failed)', [], ['autostarted'])


def left_behind(daemon, guest):
    return guest.state(), daemon.qemus(), sorted(os.listdir(daemon.path('run', 'libvirt', 'pseries')))


@only('pseries', 'stock does not look')
def case_nothing_differs(daemon, guest):
    define(daemon, guest, document(guest, VERIFIED))
    guest.start()
    is_equal(guest.state(), 'running (booted)')


@only('pseries', 'stock does not look')
def case_nobody_asks(daemon, guest):
    for metadata in ('', VERIFIED.replace('yes', 'no')):
        define(daemon, guest, document(guest, metadata, altered(daemon, guest, DIFFERENCES['device-more'][0])))
        guest.start('--paused')
        is_equal(verify(daemon, guest), (1, DIFFERENCES['device-more'][1] + '\n', ''))
        daemon.virsh('destroy', guest.name)


@only('pseries', 'stock does not look')
def case_create(daemon, guest):
    """A guest that is not defined is gone."""
    path = daemon.write('transient.xml', document(guest, VERIFIED, altered(daemon, guest, DIFFERENCES['mac'][0])))
    matches(daemon.virsh_error('create', path), DIFFERENT + DIFFERENCES['mac'][1])
    is_equal((daemon.virsh('list', '--all', '--name'), daemon.qemus()), ('', []))


@only('pseries', 'stock does not look')
def case_recorded(daemon, guest):
    """The recorded placement counts, not what is planned: an address that was changed behind it is found."""
    define(daemon, guest, document(guest))
    guest.start('--paused')
    metadata = f'<metadata>{snapshot(daemon, guest)}</metadata>'
    daemon.virsh('destroy', guest.name)
    define(daemon, guest, document(guest, metadata))
    guest.start('--paused')
    is_equal(verify(daemon, guest), (0, '', ''))
    daemon.virsh('destroy', guest.name)
    define(daemon, guest, document(guest, metadata).replace("bus='1' slot='4'", "bus='1' slot='9'"))
    matches(daemon.virsh_error('start', guest.name), DIFFERENT + "'net0': 'slot' should be '4', and QEMU has '9'$")
    is_equal(left_behind(daemon, guest), NOTHING)


@only('pseries', 'it needs no daemon')
def case_socket(daemon, guest):
    """A QEMU of one's own, which is started by the printed command line."""
    path = daemon.write('own.xml', document(guest))
    status, text, error = run_cli(daemon, 'argv', '-0', path)
    is_equal((status, error), (0, ''))
    folder = re.search('path=(/[^,]*)/monitor.sock', text).group(1)
    os.mkdir(daemon.path('own'))
    daemon.write('own/master-key.aes', '-' * 32)
    daemon.give(daemon.path('own'))
    words = text.replace(folder, daemon.path('own')).strip('\0').split('\0')
    monitor = daemon.path('own', 'monitor.sock')
    process = subprocess.Popen(daemon.as_user(words), env=daemon.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        harness.wait_for(lambda: os.path.exists(monitor), 'its monitor is there')
        is_equal(run_cli(daemon, 'verify', path, '--qmp', monitor), (0, '', ''))
        other = daemon.write('other.xml', document(guest).replace('52:54:00:00:00:01', '52:54:00:00:00:99'))
        is_equal(run_cli(daemon, 'verify', '--qmp', monitor, other),
                 (1, "'net0': 'mac' should be '52:54:00:00:00:99', and QEMU has '52:54:00:00:00:01'\n", ''))
        status, text, error = run_cli(daemon, 'snapshot', '--qmp', monitor)
        is_equal((status, error), (0, ''))
        recorded = daemon.write('recorded.xml', document(guest, f'<metadata>{text}</metadata>'))
        is_equal(run_cli(daemon, 'verify', recorded, '--qmp', monitor), (0, '', ''))
        is_equal(run_cli(daemon, 'validate', recorded)[::2], (0, ''))
    finally:
        process.kill()
        process.wait()
    status, text, error = run_cli(daemon, 'snapshot', '--qmp', monitor)
    is_equal((status, text), (1, ''))
    matches(error, f"error: .*cannot connect to '{monitor}'")


@only('pseries', 'it needs no daemon')
def case_run(daemon, guest):
    """A guest in the foreground as well."""
    daemon.write('run.xml', document(guest, VERIFIED))
    status, _, error = run_cli(daemon, 'run', '--timeout', '2', daemon.path('run.xml'))
    assert status == 1 and DIFFERENT not in error, error
    daemon.write('run.xml', document(guest, VERIFIED, altered(daemon, guest, DIFFERENCES['slot'][0])))
    status, _, error = run_cli(daemon, 'run', '--timeout', '20', daemon.path('run.xml'))
    is_equal(status, 1)
    matches(error, DIFFERENT + DIFFERENCES['slot'][1])


@only('pseries', 'stock does not look')
def case_differences(daemon, guest):
    """Each ends the start, with words that tell it, and nothing is left."""
    troubles = []
    features = "<features><sbbc value='workaround'/></features>"
    for name, (changes, told) in DIFFERENCES.items():
        text = document(guest, VERIFIED, altered(daemon, guest, changes)).replace(CPU, features + CPU)
        define(daemon, guest, text)
        said = daemon.run('virsh', '-c', daemon.uri, 'start', guest.name).stderr.strip()
        message = said.partition(DIFFERENT)[2] or said
        print(f'# {name}: {message}', flush=True)
        if told not in message or 'operation failed' not in said:
            troubles.append(name)
        is_equal(left_behind(daemon, guest), NOTHING)
        daemon.virsh('undefine', guest.name)
    is_equal(troubles, [])


if __name__ == '__main__':
    sys.exit(suite.main())
