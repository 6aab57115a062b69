#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virt-install and its kin as their users type them, on a host where ours is in the place of virtqemud and a stock
libvirtd has the networks and pools.  Prints TAP.

    test_tools.py --daemon PATH [-k REGEX]

What a command makes of a guest is compared with what the same command makes of it by the stock daemon.
"""
import contextlib
import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET

import harness
import suite
import tools_host
from suite import is_equal, matches

# What a host of another architecture needs to be told, and a guest without a system.
PSERIES = ['--arch', 'ppc64le', '--machine', 'pseries', '--virt-type', 'qemu', '--memory', '256', '--osinfo', 'detect=off,require=off']
NETWORK = ("<network><name>default</name><forward mode='nat'/><bridge name='virbr0' stp='off' delay='0'/>"
           "<ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip></network>")
TREE_INFO = '''[general]
family = Fedora
version = 38
arch = ppc64le
name = Fedora 38
variant = Server
[header]
version = 1.2
[tree]
arch = ppc64le
platforms = ppc64le
[images-ppc64le]
kernel = ppc/ppc64/vmlinuz
initrd = ppc/ppc64/initrd.img
'''
# An ELF file of ppc64le that jumps to itself.
ELF = (b'\x7fELF\x02\x01\x01' + bytes(9) + b'\x02\x00\x15\x00\x01\x00\x00\x00' + bytes(8) + (64).to_bytes(8, 'little') + bytes(8) +
       b'\x02\x00\x00\x00' + b'\x40\x00\x38\x00\x01\x00\x40\x00\x00\x00\x00\x00' +
       b'\x01\x00\x00\x00\x07\x00\x00\x00' + (120).to_bytes(8, 'little') + bytes(16) + (4).to_bytes(8, 'little') * 2 +
       (4096).to_bytes(8, 'little') + b'\x00\x00\x00\x48')

# name -> what is typed after the name and what describes the machine; FOLDER is a folder with the media
INSTALLS = {
    'disk of a size': '--import --disk size=0.1 --network none',
    'disk by its path': '--import --disk path=FOLDER/image.qcow2 --network none --graphics none',
    'new disk by its path': '--import --disk path=FOLDER/new.img,size=0.1 --network none --graphics none',
    'volume': '--import --disk vol=media/v --network none --graphics none',
    'disk on a backing store': '--import --disk size=0.1,backing_store=FOLDER/image.qcow2 --network none --graphics none',
    'no disk': '--import --disk none --network none',
    'cdrom': '--cdrom FOLDER/system.iso --disk size=0.1 --network none --graphics none',
    'location': '--location FOLDER/tree --extra-args console=hvc0 --disk size=0.1 --network none --graphics none',
    'network of libvirt': '--import --disk size=0.1 --network network=default --graphics none',
    'default network': '--import --disk size=0.1',
    'bridge': '--import --disk size=0.1 --network bridge=outside --graphics none',
    'cloud-init': '--import --disk path=FOLDER/image.qcow2 --cloud-init disable=on --network none --graphics none',
    'cloud-init of files': '--import --disk path=FOLDER/image.qcow2 --cloud-init user-data=FOLDER/user-data --network none --graphics none',
    'boot from a disk': '--boot hd --import --disk path=FOLDER/image.qcow2 --network none --graphics none',
    'boot order': '--boot cdrom,network,hd,menu=on --import --disk size=0.1 --disk FOLDER/system.iso,device=cdrom --network none',
    'console': '--import --disk none --network none --graphics none --console pty,target_type=serial',
    'vnc': '--import --disk size=0.1 --network none --graphics vnc,listen=127.0.0.1',
    'processors': '--import --disk none --network none --graphics none --vcpus 2,maxvcpus=4,sockets=1,cores=4,threads=1 --cpu POWER9',
    'scsi': '--import --disk size=0.1,bus=scsi --controller scsi,model=virtio-scsi --network none --graphics none',
    'more devices': '--import --disk none --network none --graphics none --rng /dev/urandom --watchdog i6300esb --tpm none --memballoon none '
                    '--channel unix,target.type=virtio,target.name=org.example.0 --panic none',
}
# name -> what the guest that runs after the command has, beside what it has later
RUNNING = {
    'cdrom': r"<boot dev='cdrom'/>.*device='cdrom'>.*<source file='[^']*/system.iso'",
    'location': r'<kernel>.*</kernel>.*<initrd>.*<cmdline>console=hvc0',
    'cloud-init': r"device='cdrom'>.*<source file='[^']*cloudinit[^']*'",
    'network of libvirt': r"<source network='default' portid='[^']*' bridge='virbr0'/>\s*<target dev='vnet\d+'/>",
    'disk on a backing store': r"<backingStore type='file' index='\d+'>\s*<format type='qcow2'/>\s*<source file='[^']*/image.qcow2'",
}
# What virt-xml changes of a guest that is off.
EDITS = {
    'memory': '--edit --memory 512,maxmemory=1024',
    'vcpus': '--edit --vcpus 3',
    'disk cache': '--edit target=vda --disk cache=none',
    'boot': '--edit --boot network,hd',
    'description': '--edit --metadata title=words,description=more',
    'add disk': '--add-device --disk FOLDER/system.iso,device=cdrom',
    'add network': '--add-device --network network=default,mac=52:54:00:00:00:99',
    'add random numbers': '--add-device --rng /dev/urandom',
    'add graphics': '--add-device --graphics vnc',
    'remove disk': '--remove-device --disk target=vda',
    'remove channel': '--remove-device --channel all',
}


def write(host, name, content):
    path = host.path(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def prepare(host):
    """Media, the default network, and a pool with a volume."""
    write(host, 'tree/.treeinfo', TREE_INFO)
    write(host, 'tree/ppc/ppc64/vmlinuz', ELF)
    write(host, 'tree/ppc/ppc64/initrd.img', bytes(4096))
    write(host, 'iso/README', 'nothing')
    write(host, 'user-data', '#cloud-config\n{}\n')
    host.run('xorriso', '-as', 'mkisofs', '-quiet', '-o', host.path('system.iso'), host.path('iso'))
    host.run('qemu-img', 'create', '-f', 'qcow2', host.path('image.qcow2'), '64M')
    uri = host.stock.uri
    host.run('virsh', '-c', uri, 'net-define', write(host, 'net.xml', NETWORK))
    host.run('virsh', '-c', uri, 'net-start', 'default')
    host.run('virsh', '-c', uri, 'pool-create-as', 'media', 'dir', '--target', host.path('volumes'), '--build')
    host.run('virsh', '-c', uri, 'vol-create-as', 'media', 'v', '64M', '--format', 'qcow2')


def connect(uri):
    """-> what tells a tool of the stock daemon; ours is found without being told"""
    return ['--connect', uri] if uri else []


def words_of(host, line):
    return line.replace('FOLDER', host.path()).split()


def install(host, uri, line, name='g', check=True):
    return host.run('virt-install', *connect(uri), '--name', name, *PSERIES, '--noautoconsole', *words_of(host, line), check=check)


def shape(text):
    """-> the document without addresses, sorted where its order says nothing: what 9.0 and 11.3 say alike"""
    root = ET.fromstring(tools_host.masked(text))
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == 'address':
                parent.remove(child)
    devices = root.find('devices')
    devices[:] = sorted(devices, key=lambda device: (device.tag, ET.tostring(device)))
    ET.indent(root)
    # libvirt 9.0 has no clusters.
    return re.sub(r'\s*\n', '\n', ET.tostring(root, encoding='unicode').replace(' clusters="1"', ''))


def removed(host, uri, keeps):
    where = ['-c', uri] if uri else []
    host.run('virsh', *where, 'destroy', 'g', check=False)
    host.run('virsh', *where, 'undefine', 'g', *([] if keeps else ['--remove-all-storage']))


def made(host, uri, line):
    """-> the documents, for its next start and of now, of the guest that virt-install has made and left running"""
    install(host, uri, line)
    where = ['-c', uri] if uri else []
    try:
        matches(host.run('virsh', *where, 'domstate', 'g').stdout, 'running')
        return [host.run('virsh', *where, 'dumpxml', *more, 'g').stdout for more in (['--inactive'], [])]
    finally:
        removed(host, uri, 'FOLDER' in line or 'vol=' in line)
        for name in os.listdir('/var/lib/libvirt/images') if os.path.isdir('/var/lib/libvirt/images') else []:
            os.unlink(os.path.join('/var/lib/libvirt/images', name))
        with contextlib.suppress(FileNotFoundError):
            os.unlink(host.path('new.img'))


def installed(name, line):
    def case(host):
        theirs = made(host, host.stock.uri, line)
        ours = made(host, None, line)
        is_equal(shape(ours[0]), shape(theirs[0]))
        for text in (theirs[1], ours[1]):
            matches(text, RUNNING.get(name, ''))
    return case


def edited(line):
    def case(host):
        seen = []
        for uri in (host.stock.uri, None):
            where = ['-c', uri] if uri else []
            printed = install(host, uri, '--import --disk path=FOLDER/image.qcow2 --network none --print-xml').stdout
            path = write(host, 'g.xml', printed)
            host.run('virsh', *where, 'define', path)
            try:
                done = host.run('virt-xml', *connect(uri), 'g', *words_of(host, line))
                seen.append([done.stdout, shape(host.run('virsh', *where, 'dumpxml', '--inactive', 'g').stdout)])
            finally:
                removed(host, uri, True)
        is_equal(seen[1], seen[0])
    return case


def case_in_the_place_of_virtqemud(host):
    """Clients of qemu:///system, and those that are told nothing, come to us."""
    for uri in ([], ['-c', 'qemu:///system'], ['-r'], ['-r', '-c', 'qemu:///system'], ['-c', 'qemu:///session']):
        matches(host.run('virsh', *uri, 'version', '--daemon').stdout, r'Running against daemon: 11\.3\.0')
    is_equal(host.run('virsh', 'uri').stdout.strip(), 'qemu:///system')
    text = 'import libvirt; c = libvirt.open(None); print(c.getURI(), c.getLibVersion(), len(c.listAllNetworks()))'
    is_equal(host.run('/usr/bin/python3', '-c', text).stdout.split(), ['qemu:///system', '11003000', '1'])
    for path, mode in ((tools_host.VIRTQEMUD, 0o770), (tools_host.VIRTQEMUD + '-ro', 0o777)):
        is_equal(os.stat(path).st_mode & 0o777, mode)


def case_no_libvirtd(host):
    """Without libvirtd guests are served as before, and there are no networks."""
    hidden = '/run/libvirt/libvirt-sock.hidden'
    os.rename(host.stock.socket, hidden)
    try:
        for uri in ([], ['-c', 'qemu:///system']):
            matches(host.run('virsh', *uri, 'version', '--daemon').stdout, r'Running against daemon: 11\.3\.0')
        is_equal(host.run('virsh', 'net-list', '--all', '--name').stdout.strip(), '')
    finally:
        os.rename(hidden, host.stock.socket)


def case_session(host):
    """A user's own daemon is qemu:///session, which is what a user's tools open."""
    class Session(harness.Daemon):
        def peer_setting(self):
            return super().peer_setting() + 'serve_virtqemud_sockets = 1\n'

    with Session('pseries', host.ours.program) as daemon:
        for more in ([], ['-r']):
            done = daemon.run('virsh', '-c', 'qemu:///session', *more, 'version', '--daemon', check=True)
            matches(done.stdout, r'Running against daemon: 11\.3\.0')
        path = daemon.path('run', 'libvirt', 'virtqemud-sock')
        about = os.stat(path)
        is_equal((about.st_uid, about.st_mode & 0o777), (daemon.user, 0o700))
        is_equal(os.path.exists(path + '-ro'), False)
    is_equal(os.path.exists(path), False)


def case_killed(host):
    """The sockets that a killed daemon leaves are replaced by the next one; a daemon that ends removes them."""
    host.ours.stop(signal.SIGKILL)
    assert os.path.exists(tools_host.VIRTQEMUD)
    host.ours.start()
    matches(host.run('virsh', 'version', '--daemon').stdout, r'daemon: 11\.3\.0')
    host.ours.stop()
    is_equal([name for name in os.listdir('/run/libvirt') if 'virtqemud' in name], [])
    is_equal(os.path.exists('/run/virtqemud.pid'), False)
    host.ours.start()


def case_virtqemud_runs(host):
    """Where there is a virtqemud we do not start, and say why."""
    host.ours.stop()
    text = "import fcntl, os, sys; f = open('/run/virtqemud.pid', 'w'); f.write(str(os.getpid())); f.flush(); " \
           "fcntl.lockf(f, fcntl.LOCK_EX, 1); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(['/usr/bin/python3', '-c', text], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as virtqemud:
        virtqemud.stdout.readline()
        done = subprocess.run(host.ours.command(), env=host.ours.environment, capture_output=True, text=True, timeout=60, check=False)
        virtqemud.stdin.close()
        virtqemud.wait()
    is_equal(done.returncode, 1)
    matches(done.stderr, f"in its place: another virtqemud .pid {virtqemud.pid}. already serves '{tools_host.VIRTQEMUD}'")
    os.unlink('/run/virtqemud.pid')
    host.ours.start()


def case_print_xml(host):
    """--print-xml and --dry-run change nothing; the first prints what the same command prints by the stock daemon."""
    line = '--import --disk path=FOLDER/image.qcow2 --network network=default'
    printed = [install(host, uri, line + ' --print-xml').stdout for uri in (host.stock.uri, None)]
    is_equal(tools_host.masked(printed[1]), tools_host.masked(printed[0]))
    matches(install(host, None, line + ' --dry-run').stdout, 'Dry run completed successfully')
    is_equal(host.run('virsh', 'list', '--all', '--name').stdout.strip(), '')


def case_text_console(host):
    """With --graphics none the command stays at the guest's console."""
    words = ['virt-install', '--name', 'g', *PSERIES, *'--import --disk none --network none --graphics none --console pty'.split()]
    terminal = harness.Terminal(host.ours, *words)
    try:
        terminal.ask('\r', '0 >')
        terminal.type('\x1d')
        terminal.process.wait(30)
    finally:
        terminal.close()
        removed(host, None, False)


def case_clone(host):
    seen = []
    for uri in (host.stock.uri, None):
        where = ['-c', uri] if uri else []
        install(host, uri, '--import --disk size=0.1 --network network=default')
        host.run('virsh', *where, 'destroy', 'g')
        host.run('virt-clone', *connect(uri), '--original', 'g', '--name', 'h', '--auto-clone')
        text = host.run('virsh', *where, 'dumpxml', '--inactive', 'h').stdout
        host.run('virsh', *where, 'start', 'h')
        host.run('virsh', *where, 'destroy', 'h')
        for name in ('g', 'h'):
            host.run('virsh', *where, 'undefine', name, '--remove-all-storage')
        seen.append(shape(text))
    is_equal(seen[1], seen[0])
    is_equal(os.listdir('/var/lib/libvirt/images'), [])


def cases():
    return {**dict(suite.cases_of(sys.modules[__name__])), **{'install: ' + name: installed(name, line) for name, line in INSTALLS.items()},
            **{'edit: ' + name: edited(line) for name, line in EDITS.items()}}


if __name__ == '__main__':
    sys.exit(tools_host.main(cases(), prepare))
