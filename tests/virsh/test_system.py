#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The system's daemon, as root, reached as users reach it: by default paths, by ssh.  Prints TAP.

    test_system.py --daemon PATH [-k REGEX]

All happens in a mount namespace of our own, with a /run and an sbin folder that are gone with it.
"""
import contextlib
import glob
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import sys

import harness
import suite
from client import value
from harness import wait_for
from suite import is_equal, matches

IS_INSIDE = 'PSERIES_IN_NAMESPACE'
SWTPM = 'daemon'  # for want of a user 'tss' on every host
SBIN = '/usr/sbin'
BRIDGE = 'pseries-test0'


class SystemDaemon(harness.Daemon):
    """At the default sockets; QEMU runs as nobody."""
    socket = '/run/libvirt/virtpseriesd-sock'
    read_only_socket = socket + '-ro'
    uri = 'pseries:///system'
    settings = ''  # more lines of its configuration

    def __init__(self, program):
        super().__init__('pseries', program, is_system=True)

    def command(self):
        text = ''.join(f'{name}_directory = "{self.path("system", name)}"\n'
                       for name in ('config', 'run', 'log', 'cache', 'state'))
        text += f'memory_backing_dir = "{self.path("system", "lib", "memory")}"\n'
        path = self.write('virtpseriesd.conf', text + f'user = "+{harness.NOBODY}"\nswtpm_user = "{SWTPM}"\n' + self.settings)
        return [self.program, '--config', path]

    def run_as(self, user, *command):
        return subprocess.run(['setpriv', f'--reuid={user}', f'--regid={user}', '--clear-groups', *command],
                              env=self.environment, capture_output=True, text=True, timeout=60, check=False)


def only_qemu(daemon):
    pid, = daemon.qemus()
    return pid


def status_of(pid):
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        return dict(line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line)


def case_default_sockets(daemon, guest):
    guest.define()
    is_equal(daemon.virsh('list', '--all', '--name'), guest.name)
    is_equal(daemon.run('virsh', '-r', '-c', daemon.uri, 'list', '--all', '--name').stdout.strip(), guest.name)
    is_equal(stat.S_IMODE(os.stat(daemon.socket).st_mode), 0o770)
    is_equal(stat.S_IMODE(os.stat(daemon.read_only_socket).st_mode), 0o777)


def case_root_has_no_session(daemon, guest):
    """Root's clients of a session come to the system's daemon."""
    guest.define()
    is_equal(daemon.run('virsh', '-c', 'pseries:///session', 'list', '--all', '--name').stdout.strip(), guest.name)


def case_rights_of_qemu(daemon, guest):
    """No rights, no way to get some, system calls filtered, and no descriptors but its own."""
    guest.define().start('--paused')
    pid = only_qemu(daemon)
    status = status_of(pid)
    for name in ('Uid', 'Gid'):
        is_equal(set(status[name].split()), {str(harness.NOBODY)})
    assert set(status['Groups'].split()) <= {str(harness.NOBODY)}, status['Groups']
    for name in ('CapEff', 'CapPrm', 'CapInh', 'CapBnd'):
        is_equal(int(status[name], 16), 0)
    is_equal((status['Seccomp'], status['NoNewPrivs']), ('2', '1'))
    opened = [os.readlink(f'/proc/{pid}/fd/{number}') for number in os.listdir(f'/proc/{pid}/fd')]
    foreign = [path for path in opened if daemon.folder in path and not path.startswith(daemon.path('system', 'run'))
               and not path.startswith(daemon.path('system', 'log'))]
    is_equal(foreign, [])


def case_memory_in_files(daemon, guest):
    """QEMU's user has it, below the folder of the configuration, as long as the guest runs."""
    guest.define(head="<memoryBacking><source type='file'/></memoryBacking>").start('--paused')
    folder, = glob.glob(daemon.path('system', 'lib', 'memory', '*'))
    memory, = os.listdir(folder)
    about = os.stat(folder)
    is_equal((about.st_uid, about.st_gid, about.st_mode & 0o777), (harness.NOBODY, harness.NOBODY, 0o700))
    with open(f'/proc/{only_qemu(daemon)}/maps', encoding='utf-8') as file:
        assert f'{folder}/{memory}\n' in file.read(), 'QEMU has its memory elsewhere'
    is_equal(os.stat(os.path.join(folder, memory)).st_size, 256 << 20)
    os.mkdir(daemon.path('system', 'lib', 'memory', 'domain-77-gone'))
    daemon.stop()
    daemon.start()
    # Clients wait until all is read and cleared up.
    is_equal(daemon.virsh('list', '--name'), guest.name)
    is_equal(glob.glob(daemon.path('system', 'lib', 'memory', '*')), [folder])
    daemon.virsh('destroy', guest.name)
    is_equal(os.listdir(daemon.path('system', 'lib', 'memory')), [])


@contextlib.contextmanager
def telling_emulator(daemon):
    """An emulator that runs without rights each time until the block is left.  -> its path"""
    told = daemon.write('told', '')
    os.chmod(told, 0o666)
    path = daemon.write('emulator', f'#!/bin/sh\ncat /proc/self/status >> {told}\nexec qemu-system-ppc64 "$@"\n')
    os.chmod(path, 0o755)
    yield path
    with open(told, encoding='utf-8') as file:
        lines = [line.rstrip('\n').split(':\t', 1) for line in file if ':\t' in line]
    for name in ('Uid', 'Gid'):
        is_equal({number for key, text in lines if key == name for number in text.split()}, {str(harness.NOBODY)})
    is_equal({int(text, 16) for key, text in lines if key in ('CapEff', 'CapPrm', 'CapInh', 'CapBnd')}, {0})


def case_rights_of_a_probe(daemon, guest):
    """An emulator that a document names is asked with no more rights than it runs with."""
    with telling_emulator(daemon) as path:
        daemon.virsh('domcapabilities', '--emulatorbin', path)


def case_rights_while_qemu_places(daemon, guest):
    """The same holds for one that is to place a guest's devices.  It never sees the guest's images."""
    with telling_emulator(daemon) as path:
        element = "<metadata><pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' allocation='qemu'/></metadata>"
        text = guest.xml(head=element, devices=guest.add_disk()).replace('/usr/bin/qemu-system-ppc64', path)
        os.chmod(guest.disk, 0)
        daemon.virsh('define', daemon.write('placed.xml', text))
    matches(daemon.virsh('dumpxml', guest.name), 'id="virtio-disk0" type="virtio-blk-pci"')


def case_images_are_lent(daemon, guest):
    """An image is root's before and after, and QEMU's while the guest runs."""
    guest.define(devices=guest.add_disk())
    os.chmod(guest.disk, 0o600)
    for end in (lambda: daemon.virsh('destroy', guest.name), lambda: os.kill(only_qemu(daemon), 9)):
        is_equal(os.stat(guest.disk).st_uid, 0)
        guest.start('--paused')
        is_equal(os.stat(guest.disk).st_uid, harness.NOBODY)
        end()
        wait_for(lambda: os.stat(guest.disk).st_uid == 0, 'the image is given back')
        wait_for(lambda: guest.state().startswith('shut off'), 'the guest is known to be off')


def case_nobody_else_reads(daemon, guest):
    """What the daemon writes is for its owner, and QEMU's folder for QEMU."""
    guest.define(devices="<graphics type='vnc' port='-1' autoport='yes' passwd='secret12'/>"
                         "<video><model type='vga'/></video>").start('--paused')
    for folder in ('config', 'run'):
        for root, folders, files in os.walk(daemon.path('system', folder)):
            if stat.S_IMODE(os.stat(root).st_mode) & 0o005 == 0:
                folders.clear()
                continue
            for name in set(files) - {'virtpseriesd.pid'}:
                mode = os.lstat(os.path.join(root, name)).st_mode
                assert stat.S_ISLNK(mode) or not stat.S_IMODE(mode) & 0o004, os.path.join(root, name)
    for root, _, files in os.walk(daemon.path('system', 'log')):
        for name in files:
            with open(os.path.join(root, name), encoding='utf-8', errors='replace') as file:
                assert 'secret12' not in file.read(), name
    assert 'secret12' not in daemon.log()


@contextlib.contextmanager
def bridge():
    subprocess.run(['ip', 'link', 'add', 'name', BRIDGE, 'type', 'bridge'], check=True)
    try:
        yield
    finally:
        subprocess.run(['ip', 'link', 'del', BRIDGE], check=True)


def ports():
    return set(os.listdir(f'/sys/class/net/{BRIDGE}/brif'))


def case_tap_on_a_bridge(daemon, guest):
    """Made by us, on its bridge, counted, and gone with the guest."""
    with bridge():
        guest.define(devices=f"<interface type='bridge'><source bridge='{BRIDGE}'/><model type='virtio'/></interface>")
        guest.start()
        name = matches(daemon.virsh('dumpxml', guest.name), r"<target dev='(vnet\d+)'/>").group(1)
        is_equal(ports(), {name})
        matches(daemon.virsh('domifstat', guest.name, name), rf'{name} rx_bytes \d+')
        matches(daemon.virsh('domiflist', guest.name), rf'{name} +bridge +{BRIDGE} +virtio')
        daemon.virsh('destroy', guest.name)
        is_equal(ports(), set())


def case_taps_count_up(daemon, guest):
    """As with stock: the name of a device that has gone does not come back, nor with the next daemon one in use."""
    def number():
        return int(matches(daemon.virsh('dumpxml', guest.name), r"<target dev='vnet(\d+)'/>").group(1))
    with bridge():
        guest.define(devices=f"<interface type='bridge'><source bridge='{BRIDGE}'/></interface>")
        guest.start()
        first = number()
        daemon.virsh('destroy', guest.name)
        guest.start()
        second = number()
        assert second > first, (first, second)
        daemon.stop()
        daemon.start()
        other = suite.Guest(daemon, 79)
        other.define(devices=f"<interface type='bridge'><source bridge='{BRIDGE}'/></interface>")
        other.start()
        assert f"vnet{second + 1}'" in daemon.virsh('dumpxml', other.name)


def of_device(name, attribute):
    with open(f'/sys/class/net/{name}/{attribute}', encoding='ascii') as file:
        return file.read().strip()


def words_of_qemu(daemon):
    with open(f'/proc/{only_qemu(daemon)}/cmdline', encoding='utf-8') as file:
        return file.read()


def case_tap_in_full(daemon, guest):
    """Several queues, an MTU, a send buffer, a port of its own; the link is down."""
    with bridge():
        guest.define(devices=f"<interface type='bridge'><source bridge='{BRIDGE}'/><model type='virtio'/>"
                             "<driver queues='2'/><port isolated='yes'/><mtu size='1400'/><link state='down'/>"
                             "<tune><sndbuf>1048576</sndbuf></tune></interface>")
        guest.start()
        name = matches(daemon.virsh('dumpxml', guest.name), r"<target dev='(vnet\d+)'/>").group(1)
        is_equal([of_device(name, 'mtu'), of_device(name, 'brport/isolated')], ['1400', '1'])
        matches(words_of_qemu(daemon), r'"fds":"\d+:\d+","sndbuf":1048576.*"mq":true,"vectors":6.*"host_mtu":1400')
        daemon.virsh('destroy', guest.name)


def case_macvtap(daemon, guest):
    """Made on a device of the host, with the guest's address, and deleted at its end."""
    mac = '52:54:00:00:00:07'
    with bridge():
        guest.define(devices=f"<interface type='direct'><mac address='{mac}'/><source dev='{BRIDGE}' mode='bridge'/>"
                             "<model type='virtio'/><driver queues='2'/></interface>")
        guest.start()
        name = matches(daemon.virsh('dumpxml', guest.name), r"<target dev='(macvtap\d+)'/>").group(1)
        is_equal(of_device(name, 'address'), mac)
        matches(daemon.virsh('domifstat', guest.name, name), rf'{name} rx_bytes \d+')
        matches(words_of_qemu(daemon), r'"type":"tap","fds":"\d+:\d+"')
        daemon.virsh('destroy', guest.name)
        is_equal(os.path.exists(f'/sys/class/net/{name}'), False)
        guest.start()
        daemon.virsh('destroy', guest.name)


def case_macvtap_of_a_name(daemon, guest):
    """A name of the user's that is taken is an error, and what has it stays."""
    with bridge():
        guest.define(devices=f"<interface type='direct'><source dev='{BRIDGE}'/><target dev='{BRIDGE}'/></interface>")
        matches(daemon.virsh_error('start', guest.name), f"cannot make a macvtap device on '{BRIDGE}': File exists")
        is_equal(ports(), set())


def case_addresses_of_the_host(daemon, guest):
    """At the host's end of a NIC, with a route over it."""
    guest.define(devices="<interface type='ethernet'><source><ip address='192.0.2.1' prefix='24'/>"
                         "<ip address='2001:db8::1' prefix='64'/>"
                         "<route family='ipv4' address='198.51.100.0' netmask='255.255.255.0' gateway='192.0.2.4'/>"
                         "</source><target dev='pseries-test1'/><model type='virtio'/></interface>")
    guest.start()
    shown = subprocess.run(['ip', '-o', 'addr', 'show', 'dev', 'pseries-test1'], check=True, capture_output=True,
                           text=True).stdout
    matches(shown, r'inet 192\.0\.2\.1/24 .*inet6 2001:db8::1/64')
    routes = subprocess.run(['ip', 'route', 'show', 'dev', 'pseries-test1'], check=True, capture_output=True,
                            text=True).stdout
    matches(routes, r'198\.51\.100\.0/24 via 192\.0\.2\.4')
    daemon.virsh('destroy', guest.name)


def case_networks_that_are_not_there(daemon, guest):
    """A guest is not started where its NIC would be connected to less than it asks for."""
    source = f"<source bridge='{BRIDGE}'/>"
    for type_, inside, said in (
            ('network', "<source network='default'/>", "no network with matching name 'default'"),
            ('bridge', source + "<vlan><tag id='5'/></vlan>", 'vlan tag not supported for this connection type'),
            ('bridge', source + "<virtualport type='openvswitch'/>", 'no driver here for the switch'),
            ('ethernet', "<filterref filter='clean-traffic'/>", "filter 'clean-traffic' is missing"),
            ('ethernet', "<target dev='lo' managed='no'/><bandwidth><inbound average='5'/></bandwidth>", 'a <bandwidth> is possible for')):
        guest.define(devices=f"<interface type='{type_}'>{inside}</interface>")
        matches(daemon.virsh_error('start', guest.name), said)


def case_shaping_without_a_device(daemon, guest):
    """A NIC that has no end on the host is not shaped, and the log says so."""
    guest.define(devices="<interface type='user'><mac address='52:54:00:00:00:77'/>"
                         "<bandwidth><inbound average='5'/></bandwidth></interface>").start('--paused')
    matches(daemon.log(), "interface 52:54:00:00:00:77: there is nothing of the host's to which its <bandwidth>")


def case_vhost_devices(daemon, guest):
    """Opened by the daemon, which says what is not there."""
    guest.define(devices="<interface type='vdpa'><source dev='/dev/vhost-vdpa-77'/></interface>")
    matches(daemon.virsh_error('start', guest.name), "Unable to open '/dev/vhost-vdpa-77' for vdpa device: No such file")
    guest.define(devices="<vsock model='virtio'/>")
    if os.path.exists('/dev/vhost-vsock'):
        guest.start()
        number = matches(daemon.virsh('dumpxml', guest.name), r"<cid auto='yes' address='(\d+)'/>").group(1)
        matches(words_of_qemu(daemon), rf'"guest-cid":{number},"vhostfd":"\d+"')
        daemon.virsh('destroy', guest.name)
    else:
        matches(daemon.virsh_error('start', guest.name), "unable to open vhost-vsock device '/dev/vhost-vsock'")


def case_missing_bridge(daemon, guest):
    guest.define(devices="<interface type='bridge'><source bridge='nowhere7'/><model type='virtio'/></interface>")
    matches(daemon.virsh_error('start', guest.name), 'nowhere7.*(No such device|No such file)')
    is_equal(daemon.qemus(), [])


def case_client_starts_the_daemon(daemon, guest):
    """mode=direct of a user who has no daemon yet."""
    folder = daemon.path('user')
    os.mkdir(folder)
    os.chown(folder, harness.NOBODY, harness.NOBODY)
    run = os.path.join(folder, 'run')
    environment = {**daemon.environment, 'HOME': folder, 'XDG_RUNTIME_DIR': run,
                   'XDG_CONFIG_HOME': os.path.join(folder, 'config'), 'XDG_CACHE_HOME': os.path.join(folder, 'cache')}
    os.mkdir(run, 0o700)
    os.chown(run, harness.NOBODY, harness.NOBODY)
    done = subprocess.run(['setpriv', f'--reuid={harness.NOBODY}', f'--regid={harness.NOBODY}', '--clear-groups',
                           'virsh', '-c', 'pseries:///session?mode=direct', 'define', guest.file()],
                          env=environment, capture_output=True, text=True, timeout=60, check=False)
    with contextlib.suppress(OSError):
        with open(os.path.join(run, 'libvirt', 'virtpseriesd.pid'), encoding='utf-8') as file:
            os.kill(int(file.read()), 15)
    is_equal((done.returncode, done.stdout.strip()), (0, f"Domain '{guest.name}' defined from {guest.file()}"))


@contextlib.contextmanager
def ssh_server(daemon):
    """-> (port, private key) of a server on the loopback that lets root in"""
    folder = daemon.path('ssh')
    os.mkdir(folder, 0o700)
    os.makedirs('/run/sshd', exist_ok=True)
    for name in ('host', 'user'):
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', os.path.join(folder, name)], check=True)
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        port = listener.getsockname()[1]
    config = daemon.write('ssh/config', f'''Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PermitRootLogin yes
StrictModes no
PidFile none
UsePAM no
''')
    with subprocess.Popen([SBIN + '/sshd', '-D', '-f', config], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        try:
            yield port, os.path.join(folder, 'user')
        finally:
            process.terminate()


def is_open(port):
    with socket.socket() as client:
        return client.connect_ex(('127.0.0.1', port)) == 0


def case_ssh(daemon, guest):
    """By the stock helper at the far end."""
    guest.define()
    user = pwd.getpwuid(0).pw_name
    with ssh_server(daemon) as (port, key):
        wait_for(lambda: is_open(port), 'sshd answers')
        uri = f'pseries+ssh://{user}@127.0.0.1:{port}/system?keyfile={key}&no_verify=1&no_tty=1'
        done = daemon.run('virsh', '-c', uri, 'list', '--all', '--name')
        is_equal((done.returncode, done.stdout.strip()), (0, guest.name))
        daemon.run('virsh', '-c', uri, 'start', guest.name, check=True)
        is_equal(guest.state().split()[0], 'running')


def case_uri_aliases(daemon, guest):
    """A session's path at the system's daemon, and the name that clients of QEMU's use."""
    is_equal(value(daemon, 'c.getURI()'), daemon.uri)
    done = daemon.run('virsh', '-c', f'qemu:///system?socket={daemon.socket}', 'uri')
    is_equal(done.returncode, 0)


def set_up_namespace(program):
    """A /run of our own, and our daemon among the host's programs."""
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'], check=True)
    os.makedirs('/run/real')
    os.makedirs('/run/sbin')
    os.makedirs('/run/libvirt')
    subprocess.run(['mount', '--bind', SBIN, '/run/real'], check=True)
    for name in os.listdir('/run/real'):
        os.symlink('/run/real/' + name, '/run/sbin/' + name)
    with contextlib.suppress(FileNotFoundError):
        os.unlink('/run/sbin/virtpseriesd')
    # Copies, as other users may not enter the folder in which they were built.
    shutil.copy(program, '/run/sbin/virtpseriesd')
    os.makedirs('/run/logger')
    shutil.copy(os.path.join(os.path.dirname(os.path.realpath(program)), '..', 'logger', 'virtpseries-logger'), '/run/logger')
    subprocess.run(['mount', '--bind', '/run/sbin', SBIN], check=True)


def can_have_namespace():
    return os.geteuid() == 0 and subprocess.run(['unshare', '-m', 'true'], check=False,
                                                stderr=subprocess.DEVNULL).returncode == 0


def main():
    program = sys.argv[sys.argv.index('--daemon') + 1]
    pattern = sys.argv[sys.argv.index('-k') + 1] if '-k' in sys.argv else ''
    cases = [(name, case) for name, case in suite.cases_of(sys.modules['__main__']) if re.search(pattern, name)]
    if IS_INSIDE not in os.environ:
        if not can_have_namespace():
            print('1..0 # SKIP needs a host that gives its root a mount namespace')
            return 0
        os.environ[IS_INSIDE] = '1'
        os.execvp('unshare', ['unshare', '-m', sys.executable, *sys.argv])
    set_up_namespace(program)
    print(f'1..{len(cases)}')
    is_clean = True
    with SystemDaemon(os.path.abspath(program)) as daemon:
        for number, (name, case) in enumerate(cases, 1):
            is_clean = suite.run_case(number, name, case, daemon) and is_clean
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
