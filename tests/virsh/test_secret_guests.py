#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests whose images need secrets of a stock libvirtd, started by it and by ours.  Prints TAP.

    test_secret_guests.py --daemon PATH [-k REGEX]
"""
import base64
import contextlib
import os
import re
import signal
import subprocess
import sys

import harness
import relayed
from suite import is_equal, matches

UUID = '00000000-0000-4000-8000-0000000017{:02x}'
OPEN, PRIVATE, WRONG, EMPTY, NOBODYS, CEPH = (UUID.format(n) for n in range(1, 7))
PASSPHRASE = 'correct-horse-battery'
TRIES = 20
TARGET = "<target dev='sda' bus='scsi'/>"


def encryption(name):
    return f"<encryption format='luks'><secret type='passphrase' {name}/></encryption>"


def disk(path, inner='', kind='raw', behind=''):
    return f"<disk type='file' device='disk'><driver name='qemu' type='{kind}'/><source file='{path}'>{inner}</source>{TARGET}{behind}</disk>"


def define(daemon, devices):
    text = (f"<domain type='qemu'><name>g</name><memory unit='MiB'>256</memory><os><type arch='ppc64' machine='pseries'>hvm</type></os>"
            f"<devices>{devices}</devices></domain>")
    daemon.virsh('define', daemon.write('g.xml', text))


def end(daemon):
    for word in ('destroy', 'undefine'):
        daemon.run('virsh', '-c', daemon.uri, word, 'g')


def make_image(path, kind):
    prefix = '' if kind == 'luks' else 'encrypt.'
    form = '' if kind == 'luks' else 'encrypt.format=luks,'
    command = ['qemu-img', 'create', '-q', '--object', f'secret,id=s,data={PASSPHRASE}', '-f', kind,
               '-o', f'{form}{prefix}key-secret=s,{prefix}iter-time=100', path, '8M']
    # It measures how fast the host is, and gives up on one that is busy with other things.
    for _ in range(TRIES - 1):
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return
    subprocess.run(command, check=True)


def make_secret(both, uuid, usage='', value=PASSPHRASE, is_private=False):
    text = f"<secret ephemeral='yes' private='{'yes' if is_private else 'no'}'><uuid>{uuid}</uuid>{usage}</secret>"
    both.stock.virsh('secret-define', both.stock.write('secret.xml', text))
    if value is not None:
        both.stock.virsh('secret-set-value', uuid, base64.b64encode(value.encode()).decode())


def share_token(both):
    """The installed stock has its run folder to itself; a daemon beside it would see the token of libvirt's daemons there."""
    folder = os.path.join(os.path.dirname(both.stock.socket), 'common')
    os.makedirs(folder, 0o700, exist_ok=True)
    with open(os.path.join('/proc', str(both.stock.process.pid), 'root', 'run/libvirt/common/system.token'), 'rb') as file:
        token = file.read()
    with open(os.open(os.path.join(folder, 'system.token'), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'wb') as file:
        file.write(token)


@contextlib.contextmanager
def secrets(both):
    """-> the folder with a LUKS image, an encrypted qcow2 image, and images that are based on these"""
    make_secret(both, OPEN, '<usage type="volume"><volume>/open</volume></usage>')
    make_secret(both, PRIVATE, is_private=True)
    make_secret(both, WRONG, value='wrong')
    make_secret(both, EMPTY, '<usage type="volume"><volume>/empty</volume></usage>', value=None)
    make_secret(both, CEPH, '<usage type="ceph"><name>c</name></usage>')
    folder = both.path('images')
    os.makedirs(folder, exist_ok=True)
    for kind in ('luks', 'qcow2'):
        if not os.path.exists(f'{folder}/{kind}'):
            make_image(f'{folder}/{kind}', kind)
    for name, kind in (('luks', 'raw'), ('qcow2', 'qcow2')):
        subprocess.run(['qemu-img', 'create', '-q', '-u', '-f', 'qcow2', '-b', f'{folder}/{name}', '-F', kind, f'{folder}/over-{name}', '8M'], check=True)
    try:
        yield folder
    finally:
        for daemon in (both.ours, both.stock):
            end(daemon)
        for uuid in (OPEN, PRIVATE, WRONG, EMPTY, CEPH):
            both.stock.run('virsh', '-c', both.stock.uri, 'secret-undefine', uuid)


def without_chance(text):
    """-> @text without times and what differs with the QEMU and each run"""
    text = re.sub(r'\d{4}-\d\d-\d\dT[0-9:.]+Z ', '', text)
    text = re.sub(r"(?i)qemu unexpectedly closed the monitor( \(vm='g'\))?", 'process exited while connecting to monitor', text)
    return re.sub(r'-blockdev \{.*\}: ', '', text)


def compare(both, devices):
    """Both start the guest of @devices, or fail, and tell the same.  -> (what virsh said to the start, the disk)"""
    seen = []
    for daemon in (both.stock, both.ours):
        define(daemon, devices)
        done = daemon.run('virsh', '-c', daemon.uri, 'start', 'g')
        shown = re.search(r'<disk .*</disk>', daemon.virsh('dumpxml', 'g'), re.S)
        seen.append([without_chance(done.stdout + done.stderr), shown.group(0)])
        if done.returncode == 0:
            stats = daemon.virsh('domstats', 'g', '--block', '--backing')
            seen[-1] += [daemon.virsh('domblklist', 'g', '--details'), re.findall(r'block.*(?:name|path|backingIndex|capacity)=.*', stats)]
        end(daemon)
    is_equal(seen[1], seen[0])
    return seen[1]


def case_luks(both):
    """By usage and by UUID, in <source> and in the old place."""
    with secrets(both) as folder:
        for devices in (disk(f'{folder}/luks', encryption("usage='/open'")), disk(f'{folder}/luks', encryption(f"uuid='{OPEN}'")),
                        disk(f'{folder}/luks', behind=encryption(f"uuid='{OPEN}'"))):
            matches(compare(both, devices)[0], "Domain 'g' started")


def case_private(both):
    """A secret that no client sees is told to a daemon that knows the token: not to ours' client, though."""
    with secrets(both) as folder:
        define(both.ours, disk(f'{folder}/luks', encryption(f"uuid='{PRIVATE}'")))
        matches(both.ours.virsh_error('start', 'g'), 'secret is private')
        end(both.ours)
        share_token(both)
        matches(compare(both, disk(f'{folder}/luks', encryption(f"uuid='{PRIVATE}'")))[0], "Domain 'g' started")
        matches(both.ours.virsh_error('secret-get-value', PRIVATE), 'is private')


def case_qcow2(both):
    with secrets(both) as folder:
        matches(compare(both, disk(f'{folder}/qcow2', encryption(f"uuid='{OPEN}'"), 'qcow2'))[0], "Domain 'g' started")


def case_chain(both):
    """What the image is based on is encrypted."""
    with secrets(both) as folder:
        for name, kind in (('luks', 'raw'), ('qcow2', 'qcow2')):
            store = (f"<backingStore type='file'><format type='{kind}'/><source file='{folder}/{name}'>{encryption(f'uuid={chr(39)}{OPEN}{chr(39)}')}"
                     "</source><backingStore/></backingStore>")
            matches(compare(both, disk(f'{folder}/over-{name}', kind='qcow2', behind=store))[0], "Domain 'g' started")


def case_wrong(both):
    with secrets(both) as folder:
        for name, kind in (('luks', 'raw'), ('qcow2', 'qcow2')):
            matches(compare(both, disk(f'{folder}/{name}', encryption(f"uuid='{WRONG}'"), kind))[0], 'Invalid password, cannot unlock any keyslot')


def case_missing(both):
    """No such secret, none with a value, one for another use."""
    rows = ((f"uuid='{NOBODYS}'", 'no secret with matching uuid'), ("usage='/none'", "no secret with matching usage '/none'"),
            ("usage='/empty'", 'does not have a value'), (f"uuid='{CEPH}'", "is of type 'ceph' not expected 'volume' type"))
    with secrets(both) as folder:
        for name, said in rows:
            matches(compare(both, disk(f'{folder}/luks', encryption(name)))[0], said)


def read(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:
        return b''


def case_nowhere_in_clear(both):
    """The passphrase is in no command line, log, status or other file of ours, nor in a document."""
    with secrets(both) as folder:
        define(both.ours, disk(f'{folder}/luks', encryption(f"uuid='{OPEN}'")))
        both.ours.virsh('start', 'g')
        texts = [both.ours.virsh('dumpxml', 'g', '--security-info').encode()]
        pids = [pid for pid in os.listdir('/proc') if pid.isdigit() and both.ours.folder.encode() in read(f'/proc/{pid}/cmdline')]
        qemus = [pid for pid in pids if b'masterKey0' in read(f'/proc/{pid}/cmdline')]
        assert qemus, 'no QEMU is seen'
        for pid in pids:
            texts += [read(f'/proc/{pid}/cmdline'), read(f'/proc/{pid}/environ')]
        for root, _, names in os.walk(both.ours.folder):
            texts += [read(os.path.join(root, name)) for name in names if os.path.isfile(os.path.join(root, name))]
        assert any(b'libvirt-1-format-encryption-secret0' in text for text in texts), 'the log of QEMU is not among them'
        for form in (PASSPHRASE.encode(), base64.b64encode(PASSPHRASE.encode()), PASSPHRASE.encode().hex().encode()):
            assert not any(form in text for text in texts), 'the passphrase is in clear'


def case_daemon_comes_back(both):
    """The guest is taken over with its document."""
    with secrets(both) as folder:
        define(both.ours, disk(f'{folder}/luks', encryption(f"uuid='{OPEN}'")))
        both.ours.virsh('start', 'g')
        before = both.ours.virsh('dumpxml', 'g')
        both.ours.stop(signal.SIGKILL)
        both.ours.start()
        harness.wait_for(lambda: both.ours.virsh('domstate', 'g') == 'running', 'the guest is taken over')
        is_equal(both.ours.virsh('dumpxml', 'g'), before)


def native(daemon, devices):
    """-> the parts of the command line of a guest with @devices that have to do with its image; it stays defined"""
    end(daemon)
    define(daemon, devices)
    text = daemon.virsh('domxml-to-native', 'qemu-argv', daemon.path('g.xml'))
    parts = re.findall(r"-(?:object|blockdev) '(\{[^']*libvirt-1[^']*\})'", text)
    return [re.sub(r'"(data|iv)":"[A-Za-z0-9+/=]+"', r'"\1":"?"', part) for part in parts]


def case_command_line(both):
    """As stock's but for what is encrypted."""
    with secrets(both) as folder:
        theirs, ours = (native(daemon, disk(f'{folder}/luks', encryption(f"uuid='{OPEN}'"))) for daemon in (both.stock, both.ours))
        matches(str(ours), '"qom-type":"secret","id":"libvirt-1-format-encryption-secret0","data":"\\?","keyid":"masterKey0","iv":"\\?","format":"base64"')
        matches(str(ours), '"driver":"luks","key-secret":"libvirt-1-format-encryption-secret0"')
        is_equal(ours[0], theirs[0])


def case_network(both):
    """Images over the network: the objects are stock's, and the same node refers to them."""
    rows = (('rbd', 'p/i', f"<auth username='u'><secret type='ceph' uuid='{CEPH}'/></auth>", '"user":"u","auth-client-required"'),
            ('iscsi', 'iqn:t/1', f"<auth username='u'><secret type='iscsi' uuid='{PRIVATE}'/></auth>", '"password-secret":"libvirt-1-storage-auth-secret0"'),
            ('https', 'a', "<cookies><cookie name='a'>b</cookie></cookies>", '"cookie-secret":"libvirt-1-storage-httpcookie-secret0"'))
    with secrets(both):
        share_token(both)
        for protocol, name, inner, wanted in rows:
            devices = (f"<disk type='network' device='disk'><driver name='qemu' type='raw'/><source protocol='{protocol}' name='{name}'>"
                       f"<host name='h' port='1234'/>{inner}</source>{TARGET}</disk>")
            theirs, ours = (native(daemon, devices) for daemon in (both.stock, both.ours))
            is_equal(ours[0], theirs[0])
            matches(ours[1], wanted)
            matches(theirs[1], wanted)
            for words in ([], ['--security-info']):
                shown = [re.search(r'<disk .*</disk>', daemon.virsh('dumpxml', 'g', *words), re.S).group(0) for daemon in (both.stock, both.ours)]
                is_equal(shown[1], shown[0])


if __name__ == '__main__':
    sys.exit(relayed.main(sys.modules[__name__], __doc__))
