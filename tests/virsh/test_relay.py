#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Networks, storage and the like, asked of a stock libvirtd and, through ours, of the same one.  Prints TAP.

    test_relay.py --daemon PATH [-k REGEX]

A script is virsh's words, one command a line, with FOLDER for a folder that both may write to; it leaves nothing behind,
and every command is to say the same both ways.
"""
import contextlib
import hashlib
import os
import re
import signal
import subprocess
import sys
import time

import client
import harness
import relayed
import stock
import wire
from suite import is_equal, matches

UPLOAD_BYTES = 64 << 20
UUID = '00000000-0000-4000-8000-0000000016{:02x}'
DOCUMENTS = {
    'net.xml': f"<network><name>n</name><uuid>{UUID.format(1)}</uuid><forward mode='bridge'/><bridge name='outside'/></network>",
    'pool.xml': f"<pool type='dir'><name>p</name><uuid>{UUID.format(2)}</uuid><target><path>FOLDER/pool</path></target></pool>",
    'secret.xml': f"<secret ephemeral='no' private='no'><uuid>{UUID.format(3)}</uuid><usage type='ceph'><name>s</name></usage></secret>",
    'private.xml': f"<secret ephemeral='no' private='yes'><uuid>{UUID.format(4)}</uuid></secret>",
    'filter.xml': f"<filter name='f' chain='root'><uuid>{UUID.format(5)}</uuid><rule action='drop' direction='inout' priority='500'/></filter>",
    'broken.xml': '<network><name/></network>',
}
LEFT_BEHIND = ('net-destroy n', 'net-undefine n', 'vol-delete v --pool p', 'vol-delete w --pool p', 'pool-destroy p', 'pool-delete p',
               'pool-undefine p', f'secret-undefine {UUID.format(3)}', f'secret-undefine {UUID.format(4)}', 'nwfilter-undefine f')
SCRIPTS = {
    'networks': '''
net-list --all
net-define FOLDER/net.xml
net-list --all
net-info n
net-start n
net-list
net-dumpxml n
net-autostart n
net-uuid n
net-dhcp-leases n
net-port-list n
net-update n add portgroup "<portgroup name='g'/>" --live --config
net-desc n
net-bridge n
net-define FOLDER/broken.xml
net-destroy n
net-destroy n
net-autostart n --disable
net-undefine n
net-info n
net-create FOLDER/net.xml
net-destroy n
''',
    'pools': '''
pool-list --all
pool-define FOLDER/pool.xml
pool-build p
pool-start p
pool-list --details
pool-info p
pool-dumpxml p
pool-autostart p
vol-create-as p v 8MiB --format qcow2
vol-create-as p v 8MiB
vol-list p
vol-info v --pool p
vol-info FOLDER/pool/v
vol-path v --pool p
vol-pool FOLDER/pool/v
vol-key v --pool p
vol-dumpxml v --pool p
vol-clone v w --pool p
vol-resize w 16MiB --pool p
vol-wipe w --pool p
vol-delete w --pool p
vol-delete v --pool p
vol-info v --pool p
pool-refresh p
pool-capabilities
find-storage-pool-sources dir
pool-autostart p --disable
pool-destroy p
pool-delete p
pool-undefine p
pool-info p
''',
    'uploads': '''
pool-create FOLDER/pool.xml --build
vol-create-as p v 64MiB
vol-upload v FOLDER/data --pool p
vol-download v FOLDER/back --pool p
vol-create-as p w 64MiB --allocation 0
vol-upload w FOLDER/holes --pool p --sparse
vol-download w FOLDER/back-holes --pool p --sparse
vol-delete w --pool p
vol-download v FOLDER/part --pool p --offset 1000 --length 5000
vol-upload v FOLDER/nowhere --pool p
vol-delete v --pool p
pool-destroy p
''',
    'secrets': f'''
secret-list
secret-define FOLDER/secret.xml
secret-define FOLDER/private.xml
secret-list
secret-dumpxml {UUID.format(3)}
secret-get-value {UUID.format(3)}
secret-set-value {UUID.format(3)} c2VjcmV0
secret-get-value {UUID.format(3)}
secret-set-value {UUID.format(4)} c2VjcmV0
secret-get-value {UUID.format(4)}
secret-undefine {UUID.format(3)}
secret-undefine {UUID.format(4)}
secret-undefine {UUID.format(4)}
''',
    'filters': f'''
nwfilter-list
nwfilter-define FOLDER/filter.xml
nwfilter-list
nwfilter-dumpxml f
nwfilter-dumpxml {UUID.format(5)}
nwfilter-binding-list
nwfilter-binding-dumpxml none
nwfilter-undefine f
nwfilter-dumpxml f
''',
    'interfaces': '''
iface-list --all
iface-dumpxml lo
iface-mac lo
iface-name 00:00:00:00:00:01
iface-begin
iface-rollback
''',
    'node devices': '''
nodedev-list
nodedev-list --tree
nodedev-list --cap net
nodedev-dumpxml computer
nodedev-dumpxml net_lo_00_00_00_00_00_00
nodedev-info computer
nodedev-dumpxml none
nodedev-create FOLDER/net.xml
''',
}
LISTS = ['net-list --all', 'pool-list --all', 'iface-list --all', 'secret-list', 'nwfilter-list', 'nwfilter-binding-list']
LOOKUPS = ['net-info none', 'pool-info none', 'vol-info /none', f'net-name {UUID.format(9)}', f'pool-name {UUID.format(9)}',
           f'secret-dumpxml {UUID.format(9)}', 'iface-mac none', 'iface-name 00:00:00:00:00:01', 'nwfilter-dumpxml none',
           'nwfilter-binding-dumpxml none']
WRITES = ['net-define FOLDER/net.xml', 'pool-define FOLDER/pool.xml', 'secret-define FOLDER/secret.xml',
          'nwfilter-define FOLDER/filter.xml', 'iface-begin', 'nodedev-create FOLDER/net.xml', 'find-storage-pool-sources dir']
EVENTS = '''
import time
libvirt.virEventRegisterDefaultImpl()
c = libvirt.open(sys.argv[1])
seen = []
def note(what):
    return lambda conn, thing, *more: seen.append([what, *more[:-1]])
def run(wanted):
    end = time.monotonic() + 20
    libvirt.virEventAddTimeout(50, lambda *_: None, None)
    while len(seen) < wanted and time.monotonic() < end:
        libvirt.virEventRunDefaultImpl()
def change():
    network = c.networkDefineXML(open('FOLDER/net.xml').read())
    network.create(); network.destroy(); network.undefine()
    pool = c.storagePoolDefineXML(open('FOLDER/pool.xml').read(), 0)
    pool.build(0); pool.create(0); pool.refresh(0); pool.destroy(); pool.delete(0); pool.undefine()
    secret = c.secretDefineXML(open('FOLDER/secret.xml').read(), 0)
    secret.setValue(b'x', 0); secret.undefine()
numbers = [
    c.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, note('network'), None),
    c.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, note('pool'), None),
    c.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, note('refresh'), None),
    c.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, note('secret'), None),
    c.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, note('value'), None),
]
device = c.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, note('device'), None)
change()
run(14)
show(sorted(seen))
c.networkEventDeregisterAny(numbers[0])
for number in numbers[1:3]:
    c.storagePoolEventDeregisterAny(number)
for number in numbers[3:]:
    c.secretEventDeregisterAny(number)
c.nodeDeviceEventDeregisterAny(device)
del seen[:]
change()
end = time.monotonic() + 1
while time.monotonic() < end:
    libvirt.virEventRunDefaultImpl()
show(seen)
'''


def sha(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def write_data(both):
    with open(both.path('data'), 'wb') as file:
        file.write(os.urandom(1 << 20) * (UPLOAD_BYTES >> 20))
    with open(both.path('holes'), 'wb') as file:
        file.truncate(UPLOAD_BYTES)
        file.seek(20 << 20)
        file.write(os.urandom(1 << 20))


def without_use(said):
    """-> the same without what differs as others use the file system"""
    times = r'(?m)^( *<(m|a|c)time>|Allocation:|Available:| *<(available|allocation)).*\n'
    return [re.sub(r' +[0-9.]+ [GT]iB', ' SIZE', re.sub(times, '', str(part))) for part in said]


def scripted(lines):
    def case(both):
        both.write_documents()
        said = {}
        for daemon in (both.stock, both.ours):
            said[daemon.peer] = [both.say(daemon, line) for line in lines.strip().splitlines()]
        for ours, theirs in zip(said['pseries'], said['stock']):
            is_equal(without_use(ours), without_use(theirs))
    return case


def case_uploads(both):
    """What went up came back, both ways, holes and all."""
    write_data(both)
    for daemon in (both.stock, both.ours):
        for name in ('back', 'back-holes', 'part'):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(both.path(name))
        both.write_documents()
        for line in SCRIPTS['uploads'].strip().splitlines():
            _, status, _, trouble = both.say(daemon, line)
            fails = 'nowhere' in line
            assert (status != 0) == fails, f'{daemon.peer}: {line}: {trouble}'
        is_equal(sha(both.path('back')), sha(both.path('data')))
        is_equal(os.path.getsize(both.path('part')), 5000)
        is_equal(sha(both.path('back-holes')), sha(both.path('holes')))
        assert os.stat(both.path('back-holes')).st_blocks * 512 < UPLOAD_BYTES // 2, 'holes came as zeros'


def case_aborted_streams(both):
    """A client that breaks off an upload or a download goes on to use its connection."""
    both.write_documents()
    write_data(both)
    text = '''
pool = c.storagePoolCreateXML(open('FOLDER/pool.xml').read(), libvirt.VIR_STORAGE_POOL_CREATE_WITH_BUILD)
v = pool.createXML("<volume><name>v</name><capacity>67108864</capacity></volume>", 0)
for call in (v.upload, v.download):
    s = c.newStream()
    call(s, 0, 0, 0)
    show(s.send(b'x' * 100000) if call == v.upload else len(s.recv(100000)) > 0)
    s.abort()
    show(attempt(lambda: v.name()))
    show(attempt(lambda: v.info()[0]))
s = c.newStream()
v.upload(s, 0, 1000, 0)
show(attempt(lambda: s.send(b'x' * 2000)))
show(attempt(lambda: s.finish()))
show(attempt(lambda: v.info()[0]))
v.delete(0)
pool.destroy()
'''.replace('FOLDER', both.folder)
    is_equal(client.program(both.ours, text), client.program(both.stock, text))


def case_events(both):
    both.write_documents()
    text = EVENTS.replace('FOLDER', both.folder)
    theirs = client.program(both.stock, text)
    assert len(theirs[0]) == 14 and theirs[1] == [], theirs
    is_equal(client.program(both.ours, text), theirs)


def case_read_only(both):
    """On the read-only socket, and after a read-only opening of the other one."""
    both.write_documents()
    for line in LISTS + LOOKUPS + WRITES + ['nodedev-list', 'nodedev-dumpxml computer']:
        both.is_same(line, '-r', stock=both.stock.uri + '-ro', ours=both.ours.uri + '-ro')
        both.is_same(line, '-r')
    for line in WRITES:
        matches(both.say(both.ours, line, '-r')[3], 'read only access prevents')


def case_in_the_name_of_the_client(both):
    """The daemon knows whose call it is, and has one connection for a kind."""
    admin = 'libvirtd+unix:///system?socket=' + os.path.join(os.path.dirname(both.stock.socket), 'libvirt-admin-sock')
    user = 4242
    os.chmod(both.ours.socket, 0o777)
    command = ['setpriv', f'--reuid={user}', f'--regid={user}', '--clear-groups', 'virsh', '-c', both.ours.uri]
    with subprocess.Popen(command, env=both.ours.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as virsh:
        virsh.stdin.write('net-list\nnet-list\npool-list\necho done\n')
        virsh.stdin.flush()
        while 'done' not in virsh.stdout.readline().split():
            pass
        said = both.stock.run('virt-admin', '-c', admin, 'client-list', 'libvirtd', check=True).stdout
        clients = re.findall(r'(?m)^ *(\d+) +unix', said)
        about = [both.stock.run('virt-admin', '-c', admin, 'client-info', 'libvirtd', number, check=True).stdout for number in clients]
        virsh.stdin.close()
    ours = [text for text in about if re.search(rf'unix_user_id *: {user}\n', text)]
    is_equal(len(ours), 2)
    for text in ours:
        matches(text, rf'unix_group_id *: {user}\n')
        matches(text, rf'unix_process_id *: {virsh.pid}\n')


def case_no_daemon(both):
    """Nothing is there, in the words of the daemon that has nothing."""
    both.write_documents()
    alone = both.daemon(None)
    for line in LISTS + LOOKUPS:
        if not line.startswith('iface-list'):
            is_equal(both.say(alone, line), both.say(both.stock, line))
    matches(both.say(alone, 'iface-list --all')[2], r'^ Name +State +MAC Address\n-+\n\n$')
    for line in WRITES[:-1]:
        matches(both.say(alone, line)[3], 'not supported by the connection driver: vir.*libvirtd')
    matches(both.say(alone, 'nodedev-list')[2], '^computer')
    for line in WRITES:
        matches(both.say(alone, line, '-r')[3], 'read only access prevents')


def case_modular_daemons(both):
    """The socket of a modular daemon goes before; where only that of networks is there, there is no storage."""
    both.write_documents()
    folder = both.path('modular')
    os.mkdir(folder)
    os.symlink(both.stock.socket, os.path.join(folder, 'virtnetworkd-sock'))
    ours = both.daemon(folder)
    matches(both.say(ours, 'net-define FOLDER/net.xml')[2], 'defined')
    matches(both.say(both.stock, 'net-undefine n')[2], 'undefined')
    matches(both.say(ours, 'pool-define FOLDER/pool.xml')[3], 'not supported by the connection driver')


def case_not_of_the_relay(both):
    """What is done to node devices for guests is ours, and nobody hands on another's name."""
    for line in ('nodedev-detach none', 'nodedev-reattach none', 'nodedev-reset none'):
        assert both.say(both.ours, line)[1] != 0
    with wire.Wire(both.ours.socket).open('pseries:///system', 0) as connection:
        answer = connection.call(419, wire.integer(0) + wire.integer(0))
        assert not isinstance(answer, bytes), 'a client may not name another one'


def case_session(both):
    """A session's libvirtd is started once, however many ask for it at the same time."""
    ours = both.daemon('default', is_system=False)
    pid_file = ours.path('run', 'libvirt', 'libvirtd.pid')
    try:
        clients = [subprocess.Popen(ours.as_client(['virsh', '-c', ours.uri, 'secret-list']), env=ours.environment,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(6)]
        for process in clients:
            said = process.communicate(timeout=60)[0]
            matches(said, 'UUID +Usage')
            is_equal(process.returncode, 0)
        with open(pid_file, encoding='ascii') as file:
            pid = int(file.read())
        with open(f'/proc/{pid}/cmdline', encoding='utf-8') as file:
            is_equal(file.read().split('\0')[1], '--timeout=120')
        is_equal(os.stat(f'/proc/{pid}').st_uid, ours.user)
    finally:
        with contextlib.suppress(OSError, ValueError):
            with open(pid_file, encoding='ascii') as file:
                os.kill(int(file.read()), signal.SIGTERM)


def case_tools(both):
    """virt-install and virt-clone make their disks in a pool, and virsh removes them with the guest."""
    both.write_documents()
    both.say(both.ours, 'pool-create FOLDER/pool.xml --build')
    uri = f'qemu:///system?socket={both.ours.socket}'
    options = ('--memory 256 --arch ppc64le --machine pseries --virt-type qemu --osinfo detect=off,require=off --network none '
               '--graphics none --import --noautoconsole --disk size=0.1,pool=p').split()
    both.ours.run('virt-install', '--connect', uri, '--name', 'g', *options, check=True)
    both.ours.virsh('destroy', 'g')
    both.ours.run('virt-clone', '--connect', uri, '--original', 'g', '--name', 'h', '--auto-clone', check=True)
    is_equal(both.ours.virsh('vol-list', 'p').split()[3::2], ['g.qcow2', 'h.qcow2'])
    for name in ('g', 'h'):
        both.ours.virsh('undefine', name, '--remove-all-storage')
    is_equal(both.ours.virsh('vol-list', 'p').split()[3:], [])
    both.ours.virsh('pool-destroy', 'p')


def case_a_new_daemon(both):
    """A daemon that starts again is asked again, by a client that was there before."""
    text = '''
import os, signal
show(len(c.listAllStoragePools()))
show(sys.stdin.readline())
show(attempt(lambda: len(c.listAllStoragePools())) in (0, []) or attempt(lambda: len(c.listAllStoragePools())))
show(attempt(lambda: len(c.listAllStoragePools())))
'''
    peer = harness.Daemon('stock', is_system=True, is_installed=True)
    try:
        ours = both.daemon(os.path.dirname(peer.socket))
        command = ours.as_client(['/usr/bin/python3', '-u', '-c', client.PRELUDE + text, ours.uri])
        with subprocess.Popen(command, env=ours.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            is_equal(process.stdout.readline(), '0\n')
            peer.stop(signal.SIGKILL)
            peer.start()
            process.stdin.write('\n')
            process.stdin.flush()
            said = process.stdout.read().splitlines()
        is_equal(said[-1], '0')
    finally:
        peer.close()


if __name__ == '__main__':
    sys.exit(relayed.main(sys.modules[__name__], __doc__))
